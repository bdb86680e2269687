//! (being written)
mod driver;
