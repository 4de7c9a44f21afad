"""Where things are: which folders of this machine are which zones of the policy, by what the machine itself says."""
