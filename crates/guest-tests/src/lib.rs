//! What the programs that test the kernel share: system calls with any arguments, chance that can be repeated, and a
//! count of what the kernel has given out.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod census;
pub mod fuzz;
pub mod random;
pub mod trials;

use abi::{Errno, Syscall};
use user::arch;

/// Makes a system call; arguments that are not given are 0.
pub fn call<const N: usize>(call: Syscall, args: [u64; N]) -> Result<u64, Errno> {
    let mut all = [0; 6];
    all[..N].copy_from_slice(&args);
    result(arch::call_anything(call as u64, all))
}

/// What the kernel's answer means.
pub fn result(answer: i64) -> Result<u64, Errno> {
    match answer {
        -4095..0 => Err(Errno::from_number(-answer as i32).unwrap_or(Errno::Io)),
        _ => Ok(answer as u64),
    }
}

/// Memory of the kernel's choice, `len` bytes, to be read and written; `MAP_SHARED` or `MAP_PRIVATE`.
pub fn map(len: u64, sharing: u64) -> Result<u64, Errno> {
    let prot = abi::PROT_READ | abi::PROT_WRITE;
    call(Syscall::Mmap, [0, len, prot, sharing | abi::MAP_ANONYMOUS, u64::MAX, 0])
}

/// Puts bytes at an address, in whole words: what is behind them up to a multiple of eight becomes zero.
pub fn put(address: u64, bytes: &[u8]) {
    for (at, chunk) in (address..).step_by(8).zip(bytes.chunks(8)) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        arch::store_word(at, u64::from_le_bytes(word));
    }
}

/// Sleeps, whatever signals come.
pub fn sleep(milliseconds: u64) {
    let mut time = [milliseconds / 1000, milliseconds % 1000 * 1_000_000];
    let _ = call(Syscall::Nanosleep, [time.as_mut_ptr() as u64, 0]);
}
