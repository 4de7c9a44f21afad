"""Emergency stops: signed by officers on their machines, delivered and shown here, judged by each agent itself."""
