"""The room for programs: endpoints translate in, make one domain call, translate out."""
