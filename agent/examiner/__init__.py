"""The process that reads and judges for the agent: it comes when there is a file, and leaves when there is none."""
