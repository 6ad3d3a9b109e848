"""Ledgers of others and our own as spreadsheets: read in by row, with every wrong cell pointed at."""
