"""The lab: Dockerfiles that learners write, judged before they are built and after."""
