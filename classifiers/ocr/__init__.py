"""Letters in pictures: engines that read them, what they may cost, and what is kept of what they say."""
