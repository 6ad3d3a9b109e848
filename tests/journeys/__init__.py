"""What people do, from their first click to their last, in a real browser."""
