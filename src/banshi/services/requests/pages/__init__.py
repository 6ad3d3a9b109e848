"""Pages: translate a web request into one domain call and its answer into HTML; never touch tables."""
