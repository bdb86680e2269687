//! A kernel on the developer's machine, with one process that makes system calls by hand.
#![allow(dead_code, reason = "each test file uses its own part")]

use abi::{Errno, Syscall};
use kernel::kernel::Kernel;
use kernel::layout::{PAGE_LEN, PhysAddr, VirtAddr};
use kernel::pages::{Page, Pages};
use kernel::pagetable::{Image, Perm, kernel_table};
use kernel::process::ProcessId;
use kernel::space::{AddressSpace, Area, AreaKind};
use kernel::syscall::{Caller, SYSCALL_TABLE};
use kernel::{fork, uaccess, vfs};

/// Where the RAM of the tests begins: not at 0, so that mistakes show.
pub const BASE: PhysAddr = PhysAddr(0x8040_0000);

/// Where the process of the tests may write.
pub const SCRATCH: VirtAddr = VirtAddr(0x20_0000);
/// How much.
pub const SCRATCH_LEN: u64 = 16 * PAGE_LEN;

/// `n` pages of memory, none reserved.
pub fn pages(n: usize) -> Pages {
    let memory: Vec<Page> = (0..n).map(|_| Page([0xa5; PAGE_LEN as usize])).collect();
    Pages::new(memory.leak(), BASE, BASE..BASE)
}

/// A kernel with an empty root file system and `n` pages of memory.
pub fn kernel(n: usize) -> Kernel {
    let mut k = Kernel::new();
    k.pages = pages(n);
    let image = Image { text: BASE..BASE, rodata: BASE..BASE, end: BASE };
    k.kernel_root = kernel_table(&mut k.pages, &image, BASE).unwrap();
    vfs::mount(&mut k, "ramfs", None).unwrap();
    k
}

/// A kernel and a process with some memory to write to.
pub struct Guest {
    pub k: Kernel,
    pub id: ProcessId,
}

impl Guest {
    pub fn new() -> Guest {
        let mut k = kernel(1024);
        let mut space = AddressSpace::new(&mut k.pages, k.kernel_root).unwrap();
        let end = SCRATCH + SCRATCH_LEN;
        space.areas.push(Area::zeros(SCRATCH, end, AreaKind::Mapping, Perm::RW));
        (space.heap, space.brk) = (end, end);
        let id = fork::new_process(&mut k, space).unwrap();
        k.current = Some(id);
        Guest { k, id }
    }

    /// Makes a system call with these arguments; the missing ones are 0.
    pub fn call<const N: usize>(&mut self, call: Syscall, args: [u64; N]) -> Result<u64, Errno> {
        let mut registers = [0; 6];
        registers[..N].copy_from_slice(&args);
        let handler = SYSCALL_TABLE[call as usize].unwrap();
        handler(&mut Caller { kernel: &mut self.k, id: self.id }, &registers)
    }

    /// Puts bytes into the process's memory, `at` bytes into its scratch area; says where.
    pub fn put(&mut self, at: u64, bytes: &[u8]) -> u64 {
        uaccess::copy_out(&mut self.k.memory(self.id).unwrap(), SCRATCH + at, bytes).unwrap();
        (SCRATCH + at).0
    }

    /// Puts a path where paths go.
    pub fn path(&mut self, path: &str) -> u64 {
        self.put(0, &[path.as_bytes(), b"\0"].concat())
    }

    /// `len` bytes of the process's memory.
    pub fn get(&mut self, at: u64, len: usize) -> Vec<u8> {
        let mut bytes = vec![0; len];
        uaccess::copy_in(&mut self.k.memory(self.id).unwrap(), SCRATCH + at, &mut bytes).unwrap();
        bytes
    }

    pub fn open(&mut self, path: &str, flags: u64) -> Result<u64, Errno> {
        let path = self.path(path);
        self.call(Syscall::Openat, [abi::AT_FDCWD as u64, path, flags, 0o644])
    }

    pub fn write(&mut self, fd: u64, bytes: &[u8]) -> Result<u64, Errno> {
        let buf = self.put(PAGE_LEN, bytes);
        self.call(Syscall::Write, [fd, buf, bytes.len() as u64])
    }

    pub fn read(&mut self, fd: u64, len: u64) -> Result<Vec<u8>, Errno> {
        let n = self.call(Syscall::Read, [fd, SCRATCH.0 + PAGE_LEN, len])?;
        Ok(self.get(PAGE_LEN, n as usize))
    }

    pub fn close(&mut self, fd: u64) {
        self.call(Syscall::Close, [fd]).unwrap();
    }

    pub fn mkdir(&mut self, path: &str) -> Result<u64, Errno> {
        let path = self.path(path);
        self.call(Syscall::Mkdirat, [abi::AT_FDCWD as u64, path, 0o755])
    }

    pub fn unlink(&mut self, path: &str, flags: u64) -> Result<u64, Errno> {
        let path = self.path(path);
        self.call(Syscall::Unlinkat, [abi::AT_FDCWD as u64, path, flags])
    }

    pub fn chdir(&mut self, path: &str) -> Result<u64, Errno> {
        let path = self.path(path);
        self.call(Syscall::Chdir, [path])
    }

    pub fn getcwd(&mut self) -> Result<String, Errno> {
        let len = self.call(Syscall::Getcwd, [SCRATCH.0, 4096])?;
        let path = self.get(0, len as usize - 1);
        Ok(String::from_utf8(path).unwrap())
    }

    /// The names that one `getdents64` gives for a buffer of `len` bytes.
    pub fn names(&mut self, fd: u64, len: u64) -> Result<Vec<String>, Errno> {
        let n = self.call(Syscall::Getdents64, [fd, SCRATCH.0 + PAGE_LEN, len])?;
        let bytes = self.get(PAGE_LEN, n as usize);
        let mut names = Vec::new();
        let mut rest = bytes.as_slice();
        while let Some(head) = rest.first_chunk() {
            let (record, others) = rest.split_at(usize::from(abi::Dirent64::from_bytes(head).d_reclen));
            let name = &record[abi::Dirent64::NAME_AT as usize..];
            let name = name.split(|&byte| byte == 0).next().unwrap();
            names.push(String::from_utf8(name.to_vec()).unwrap());
            rest = others;
        }
        Ok(names)
    }
}
