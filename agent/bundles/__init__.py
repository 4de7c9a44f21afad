"""Whether a policy is the officers': verified in a process that is there only for that."""
