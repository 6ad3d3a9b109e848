"""Files: checked by content, cleaned, kept by hash, served only through access checks."""
