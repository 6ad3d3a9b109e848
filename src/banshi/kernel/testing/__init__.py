"""Named people, contexts and guards for tests; never imported by the running house."""
