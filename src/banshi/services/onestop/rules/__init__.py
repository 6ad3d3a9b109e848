"""What a procedure is and what follows from how a case stands. Pure."""
