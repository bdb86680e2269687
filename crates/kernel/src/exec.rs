//! `execve`: a process forgets its program and begins another one. The process stays the same, with its number, its
//! parent and its open files; its memory is new.

use alloc::vec;
use alloc::vec::Vec;

use abi::Errno;

use crate::arch;
use crate::elf::{self, Segment};
use crate::inode::{Content, InodeId};
use crate::kernel::Kernel;
use crate::layout::{PAGE_LEN, USER_STACK_END, VirtAddr};
use crate::limits::{MAX_ARGS_LEN, USER_STACK_LEN};
use crate::pagetable::{self, Perm};
use crate::process::{ProcessId, TrapFrame};
use crate::space::{AddressSpace, Area, AreaKind};
use crate::{ramfs, uaccess, vfs};

/// Longest name of a process; Linux's `TASK_COMM_LEN` without its zero.
const NAME_LEN: usize = 15;

/// Entries of the auxiliary vector, by which the kernel tells a program's start code about itself. Linux 6.12,
/// `include/uapi/linux/auxvec.h`.
mod aux {
    pub const NULL: u64 = 0;
    pub const PHDR: u64 = 3;
    pub const PHENT: u64 = 4;
    pub const PHNUM: u64 = 5;
    pub const PAGESZ: u64 = 6;
    pub const ENTRY: u64 = 9;
    pub const RANDOM: u64 = 25;
}

/// What the start code needs to know of the file.
struct Loaded {
    header: elf::Header,
    /// Where the program headers are in memory; 0 if no segment has them.
    headers_va: u64,
}

/// Replaces the program of process `id` by the one at `path`. If that fails, the old one goes on.
#[inline(never)]
pub fn exec(
    k: &mut Kernel,
    id: ProcessId,
    path: &[u8],
    argv: &[Vec<u8>],
    envp: &[Vec<u8>],
) -> Result<(), Errno> {
    let cwd = k.processes[id].cwd.ok_or(Errno::NoEnt)?;
    let dentry = vfs::walk(k, cwd, path)?;
    let inode = k.vfs.dentries[dentry].inode;
    let made = new_image(k, inode, argv, envp);
    vfs::release(k, dentry);
    let (space, entry, sp) = made?;

    close_on_exec(k, id);
    let process = &mut k.processes[id];
    let kernel_sp = process.trapframe.kernel_sp;
    *process.trapframe = TrapFrame { pc: entry, kernel_sp, ..TrapFrame::default() };
    process.trapframe.x[TrapFrame::SP] = sp.0;
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    process.name = name[..name.len().min(NAME_LEN)].to_vec();
    let root = space.root;
    let old = process.space.replace(space);
    if k.current == Some(id) {
        arch::set_page_table(root);
    }
    old.into_iter().for_each(|old| old.free(&mut k.pages));
    Ok(())
}

/// A new address space with the program and its first stack; also the first instruction and the stack pointer.
fn new_image(
    k: &mut Kernel,
    inode: InodeId,
    argv: &[Vec<u8>],
    envp: &[Vec<u8>],
) -> Result<(AddressSpace, u64, VirtAddr), Errno> {
    match &k.vfs.inodes[inode].content {
        Content::Directory(_) | Content::Device(_) => return Err(Errno::Access),
        Content::File(_) if k.vfs.inodes[inode].mode & 0o111 == 0 => return Err(Errno::Access),
        Content::File(_) => {}
    }
    let mut space = AddressSpace::new(&mut k.pages, k.kernel_root)?;
    let filled = load(k, &mut space, inode).and_then(|loaded| {
        let sp = first_stack(k, &space, &loaded, argv, envp)?;
        Ok((loaded.header.entry, sp))
    });
    match filled {
        Ok((entry, sp)) => Ok((space, entry, sp)),
        Err(error) => {
            space.free(&mut k.pages);
            Err(error)
        }
    }
}

/// Reads the headers of the executable and loads its segments; makes room for heap and stack.
#[inline(never)]
fn load(k: &mut Kernel, space: &mut AddressSpace, inode: InodeId) -> Result<Loaded, Errno> {
    let mut bytes = [0; elf::HEADER_LEN];
    read_exact(k, inode, 0, &mut bytes)?;
    let header = elf::header(&bytes)?;
    let mut headers = vec![0; usize::from(header.n_segments) * elf::SEGMENT_LEN];
    read_exact(k, inode, header.segments_at, &mut headers)?;
    let segments = elf::segments(&headers)?;

    let mut end = 0;
    let mut headers_va = 0;
    for segment in &segments {
        load_segment(k, space, inode, segment)?;
        end = end.max(segment.va + segment.len);
        let in_segment = header.segments_at.wrapping_sub(segment.offset);
        if in_segment < segment.file_len {
            headers_va = segment.va + in_segment;
        }
    }
    let stack = VirtAddr(USER_STACK_END - USER_STACK_LEN);
    let heap = VirtAddr(end.next_multiple_of(PAGE_LEN));
    // One page stays empty between what grows up and what grows down.
    if heap.0 + PAGE_LEN > stack.0 {
        return Err(Errno::NoMem);
    }
    space.areas.push(Area { start: heap, end: heap, kind: AreaKind::Heap, perm: Perm::RW });
    let stack_end = VirtAddr(USER_STACK_END);
    space.areas.push(Area { start: stack, end: stack_end, kind: AreaKind::Stack, perm: Perm::RW });
    Ok(Loaded { header, headers_va })
}

/// Loads one segment. Only pages that the file has something for are filled now; the others are zero when touched.
fn load_segment(
    k: &mut Kernel,
    space: &mut AddressSpace,
    inode: InodeId,
    segment: &Segment,
) -> Result<(), Errno> {
    let (start, end) = (VirtAddr(segment.va), VirtAddr(segment.va + segment.len));
    if space.areas.iter().any(|area| start < area.end && area.start < end) {
        return Err(Errno::NoExec);
    }
    space.areas.push(Area { start, end, kind: AreaKind::Program, perm: segment.perm });
    let mut done = 0;
    while done < segment.file_len {
        let va = start + done;
        let n = (segment.file_len - done).min(PAGE_LEN - va.page_offset());
        let mut piece = vec![0; n as usize];
        read_exact(k, inode, segment.offset + done, &mut piece)?;
        // Two segments may meet in one page: it then allows what either allows, but never both W and X.
        let old = pagetable::lookup(&k.pages, space.root, va);
        let perm = old.map_or(segment.perm, |old| segment.perm.or(old.perm()));
        if perm.breaks_w_xor_x() {
            return Err(Errno::NoExec);
        }
        let pa = match old {
            Some(old) => old.pa(),
            None => k.pages.alloc()?,
        };
        let offset = va.page_offset() as usize;
        k.pages.page_mut(pa)[offset..offset + piece.len()].copy_from_slice(&piece);
        if let Err(error) = pagetable::map(&mut k.pages, space.root, va.page(), pa, perm.user(), 0) {
            k.pages.free(pa);
            return Err(error);
        }
        done += n;
    }
    Ok(())
}

/// Fills `buf` from the file. `ENOEXEC` if the file is shorter.
fn read_exact(k: &Kernel, inode: InodeId, offset: u64, buf: &mut [u8]) -> Result<(), Errno> {
    let Content::File(data) = &k.vfs.inodes[inode].content else { return Err(Errno::NoExec) };
    if ramfs::read(data, &k.pages, offset, buf) == buf.len() { Ok(()) } else { Err(Errno::NoExec) }
}

/// Lays out the stack as a program finds it when it begins, lowest address first: the number of arguments, their
/// addresses, 0, the addresses of the environment's strings, 0, the auxiliary vector; then the strings themselves.
/// RISC-V psABI 1.0 leaves this to the system; it is Linux's, `fs/binfmt_elf.c`, `create_elf_tables`.
#[inline(never)]
fn first_stack(
    k: &mut Kernel,
    space: &AddressSpace,
    loaded: &Loaded,
    argv: &[Vec<u8>],
    envp: &[Vec<u8>],
) -> Result<VirtAddr, Errno> {
    let mut strings = Vec::new();
    let mut offsets = Vec::new();
    for text in argv.iter().chain(envp) {
        offsets.push(strings.len() as u64);
        strings.extend_from_slice(text);
        strings.push(0);
    }
    if strings.len() > MAX_ARGS_LEN {
        return Err(Errno::TooBig);
    }
    let random_at = strings.len() as u64;
    // Sixteen bytes that a program may take for random. They are not: the same input gives the same run.
    strings.extend_from_slice(&arch::time().wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
    strings.extend_from_slice(&(arch::time() ^ u64::from(k.next_pid)).to_le_bytes());
    let strings_at = VirtAddr((USER_STACK_END - strings.len() as u64) & !15);

    let (args, environment) = offsets.split_at(argv.len());
    let mut words = vec![argv.len() as u64];
    words.extend(args.iter().map(|offset| strings_at.0 + offset));
    words.push(0);
    words.extend(environment.iter().map(|offset| strings_at.0 + offset));
    words.push(0);
    words.extend([aux::PHDR, loaded.headers_va]);
    words.extend([aux::PHENT, elf::SEGMENT_LEN as u64]);
    words.extend([aux::PHNUM, u64::from(loaded.header.n_segments)]);
    words.extend([aux::PAGESZ, PAGE_LEN]);
    words.extend([aux::ENTRY, loaded.header.entry]);
    words.extend([aux::RANDOM, strings_at.0 + random_at]);
    words.extend([aux::NULL, 0]);

    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let sp = VirtAddr((strings_at.0 - bytes.len() as u64) & !15);
    uaccess::copy_out(&mut k.pages, space, strings_at, &strings)?;
    uaccess::copy_out(&mut k.pages, space, sp, &bytes)?;
    Ok(sp)
}

fn close_on_exec(k: &mut Kernel, id: ProcessId) {
    for fd in 0..k.processes[id].files.len() {
        if let Some(descriptor) = k.processes[id].files[fd].take_if(|descriptor| descriptor.close_on_exec) {
            vfs::close(k, descriptor.file);
        }
    }
}
