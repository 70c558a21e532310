//! A wrong row in the table of operators is noticed.
