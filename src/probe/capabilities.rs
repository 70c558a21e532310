//! The capability file of an environment: what a probe found out about its portal.
