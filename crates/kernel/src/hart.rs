//! What the kernel tells programs of the hart: by the auxiliary vector, by `riscv_hwprobe` and in `/proc/cpuinfo`.

/// The letters of the instruction set that programs may use, in the order of the manual; as all the kernel's programs
/// are compiled for it. RISC-V Unprivileged ISA 20240411 §27 "ISA Extension Naming Conventions".
pub const LETTERS: &str = "imafdc";

/// The same as bits, `a` the lowest: `AT_HWCAP`.
pub const HWCAP: u64 = {
    let (letters, mut bits, mut n) = (LETTERS.as_bytes(), 0, 0);
    while n < letters.len() {
        bits |= 1 << (letters[n] - b'a');
        n += 1;
    }
    bits
};

/// Whether the hart has the extension of this letter.
pub const fn has(letter: u8) -> bool {
    HWCAP >> (letter - b'a') & 1 == 1
}

/// The registers by which a hart says what it is; all 0 if it does not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ids {
    /// `mvendorid`: who has made it.
    pub vendor: u64,
    /// `marchid`: by which design.
    pub architecture: u64,
    /// `mimpid`: in which version.
    pub implementation: u64,
}
