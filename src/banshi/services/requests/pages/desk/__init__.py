"""The staff side of requests: the queue, the case beside it, the acts, the lists."""
