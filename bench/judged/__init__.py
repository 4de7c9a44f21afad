"""What bench/classify.py measures the cost of judging with."""
