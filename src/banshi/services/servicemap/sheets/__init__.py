"""Places as a spreadsheet: out, and in again after a preview of every difference."""
