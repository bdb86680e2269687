//! The stack as a program finds it when it begins, lowest address first: the number of arguments, their addresses, 0,
//! the addresses of the environment's strings, 0, the auxiliary vector; then the strings themselves. RISC-V psABI 1.0
//! leaves this to the system; it is Linux's, `fs/binfmt_elf.c`, `create_elf_tables`.

use alloc::vec;
use alloc::vec::Vec;

use abi::Errno;

use crate::elf::SEGMENT_LEN;
use crate::exec::Program;
use crate::hart::HWCAP;
use crate::kernel::Kernel;
use crate::layout::{PAGE_LEN, USER_STACK_END, VirtAddr};
use crate::limits::MAX_ARGS_LEN;
use crate::loader::Loaded;
use crate::memory::Memory;
use crate::pagetable::Perm;
use crate::space::{AddressSpace, Area, AreaKind};
use crate::uaccess;

/// Entries of the auxiliary vector, by which the kernel tells a program's start code about itself. Linux 6.12,
/// `include/uapi/linux/auxvec.h`.
mod aux {
    pub const NULL: u64 = 0;
    pub const PHDR: u64 = 3;
    pub const PHENT: u64 = 4;
    pub const PHNUM: u64 = 5;
    pub const PAGESZ: u64 = 6;
    pub const BASE: u64 = 7;
    pub const FLAGS: u64 = 8;
    pub const ENTRY: u64 = 9;
    pub const UID: u64 = 11;
    pub const EUID: u64 = 12;
    pub const GID: u64 = 13;
    pub const EGID: u64 = 14;
    pub const HWCAP: u64 = 16;
    pub const CLKTCK: u64 = 17;
    pub const SECURE: u64 = 23;
    pub const RANDOM: u64 = 25;
    pub const RSEQ_FEATURE_SIZE: u64 = 27;
    pub const RSEQ_ALIGN: u64 = 28;
    pub const EXECFN: u64 = 31;
}

/// Bytes of `struct rseq` that the kernel fills: up to `mm_cid`.
const RSEQ_FEATURES_LEN: u64 = 28;
/// Ticks of `times` in a second.
const CLKTCK: u64 = 100;

/// Adds the area of the stack; it grows when it is touched below.
#[inline(never)]
pub fn make_room(memory: &mut Memory<'_>) -> Result<(), Errno> {
    let end = VirtAddr(USER_STACK_END);
    let start = VirtAddr(USER_STACK_END - PAGE_LEN);
    if !memory.space.is_free(start, end) {
        return Err(Errno::NoExec);
    }
    memory.add(Area::zeros(start, end, AreaKind::Stack, Perm::RW))
}

/// Fills it; says where the stack pointer is.
#[inline(never)]
pub fn fill(
    k: &mut Kernel,
    space: &mut AddressSpace,
    loaded: &Loaded,
    interpreter: Option<&Loaded>,
    program: &Program,
) -> Result<VirtAddr, Errno> {
    let mut strings = Vec::new();
    let mut offsets = Vec::new();
    for text in program.argv.iter().chain(&program.envp).chain([&program.path]) {
        offsets.push(strings.len() as u64);
        strings.extend_from_slice(text);
        strings.push(0);
    }
    if strings.len() > MAX_ARGS_LEN {
        return Err(Errno::TooBig);
    }
    let args_len: usize = program.argv.iter().map(|arg| arg.len() + 1).sum();
    let path_at = offsets.pop().unwrap_or(0);
    let random_at = strings.len() as u64;
    let mut random = [0; 16];
    k.random.fill(&mut random);
    strings.extend_from_slice(&random);
    let strings_at = VirtAddr((USER_STACK_END - strings.len() as u64) & !15);
    space.args = (strings_at, strings_at + args_len as u64);

    let (args, environment) = offsets.split_at(program.argv.len());
    let mut words = vec![program.argv.len() as u64];
    words.extend(args.iter().map(|offset| strings_at.0 + offset));
    words.push(0);
    words.extend(environment.iter().map(|offset| strings_at.0 + offset));
    words.push(0);
    let who = k.credentials();
    for (key, value) in [
        (aux::HWCAP, HWCAP),
        (aux::PAGESZ, PAGE_LEN),
        (aux::CLKTCK, CLKTCK),
        (aux::PHDR, loaded.headers),
        (aux::PHENT, SEGMENT_LEN as u64),
        (aux::PHNUM, u64::from(loaded.n_headers)),
        (aux::BASE, interpreter.map_or(0, |interpreter| interpreter.bias)),
        (aux::FLAGS, 0),
        (aux::ENTRY, loaded.entry),
        (aux::UID, u64::from(who.user[0])),
        (aux::EUID, u64::from(who.user[1])),
        (aux::GID, u64::from(who.group[0])),
        (aux::EGID, u64::from(who.group[1])),
        (aux::SECURE, u64::from(who.user[0] != who.user[1] || who.group[0] != who.group[1])),
        (aux::RANDOM, strings_at.0 + random_at),
        (aux::RSEQ_FEATURE_SIZE, RSEQ_FEATURES_LEN),
        (aux::RSEQ_ALIGN, abi::RSEQ_LEN),
        (aux::EXECFN, strings_at.0 + path_at),
        (aux::NULL, 0),
    ] {
        words.extend([key, value]);
    }

    let mut bytes = Vec::with_capacity(8 * words.len());
    words.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
    let sp = VirtAddr((strings_at.0 - bytes.len() as u64) & !15);
    let mut memory = Memory::of(k, space);
    uaccess::copy_out(&mut memory, strings_at, &strings)?;
    uaccess::copy_out(&mut memory, sp, &bytes)?;
    Ok(sp)
}
