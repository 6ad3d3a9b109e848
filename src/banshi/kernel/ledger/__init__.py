"""The record: entries chained per subject, sealed into a public tree."""
