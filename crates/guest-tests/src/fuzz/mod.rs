//! The parts of the fuzzer of system calls: what a worker has to offer the kernel ([`pool`]), the worker itself
//! ([`worker`]), and those who watch that nobody else's memory changes ([`canary`]).

pub mod arena;
pub mod canary;
pub mod pool;
pub mod season;
pub mod worker;
