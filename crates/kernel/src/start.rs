//! The kernel begins here, in supervisor mode, on its first stack, with the boot page table. It finds out what it has,
//! makes its own page table, fills the file system, starts the first program, and becomes the scheduler.

use alloc::format;
use core::ops::Range;

use abi::Errno;

use crate::arch;
use crate::bootargs::{self, Bootargs};
use crate::devicetree::Board;
use crate::exec::{self, Program};
use crate::file::Descriptor;
use crate::hart::Ids;
use crate::inode::{Content, Device};
use crate::kernel::Kernel;
use crate::layout::PhysAddr;
use crate::pages::{Page, Pages};
use crate::pagetable::{self, Image};
use crate::space::AddressSpace;
use crate::{fork, initrd, plic, sched, sigframe, uart, vfs};

/// The first program.
const INIT_PATH: &[u8] = b"/bin/init";

/// What `arch` found out before safe Rust could begin.
pub struct Boot {
    /// What the device tree says.
    pub board: Board,
    /// Where the kernel is.
    pub image: Image,
    /// What the hart says that it is.
    pub hart: Ids,
    /// All RAM behind the kernel.
    pub memory: &'static mut [Page],
}

/// From the first line of safe Rust to the scheduler.
pub fn kmain(k: &mut Kernel, boot: Boot) -> ! {
    uart::init();
    k.hart = boot.hart;
    let ram = &boot.board.ram;
    let bootargs = bootargs::read(&boot.board.bootargs);
    k.quiet = bootargs.quiet;
    if !k.quiet {
        kprintln!("Ringside: {} MiB of RAM at {:#x}", (ram.end.0 - ram.start.0) >> 20, ram.start.0);
    }
    let archive = within(boot.board.initrd, boot.image.end..ram.end);
    k.pages = Pages::new(boot.memory, boot.image.end, archive.clone());
    k.kernel_root = require(pagetable::kernel_table(&mut k.pages, &boot.image, ram.end), "kernel page table");
    arch::set_page_table(k.kernel_root);
    k.trampoline = require(trampoline(k), "the page for signal handlers");
    arch::enable_interrupts();
    plic::init();

    require(mount_all(k, &archive), "mounting the file systems");
    k.pages.release_reserved();
    require(start_init(k, bootargs), "starting the first program");
    sched::scheduler(k)
}

/// A page with the code by which signal handlers return.
fn trampoline(k: &mut Kernel) -> Result<PhysAddr, Errno> {
    let page = k.pages.alloc()?;
    let [first, second] = sigframe::TRAMPOLINE_CODE.map(u64::from);
    k.pages.set_word(page, first | second << 32);
    Ok(page)
}

/// The archive, if it lies in memory that the kernel can read; else nothing.
fn within(archive: Range<PhysAddr>, memory: Range<PhysAddr>) -> Range<PhysAddr> {
    if memory.start <= archive.start && archive.end <= memory.end {
        return archive;
    }
    if !archive.is_empty() {
        kprintln!("initrd: {:#x} to {:#x} is not in free memory", archive.start.0, archive.end.0);
    }
    memory.start..memory.start
}

/// The root file system with what was in the archive, and the devices.
fn mount_all(k: &mut Kernel, archive: &Range<PhysAddr>) -> Result<(), Errno> {
    vfs::mount(k, "ramfs", None)?;
    initrd::unpack(k, archive);
    let root = vfs::root(k);
    for (name, kind) in [(b"dev".as_slice(), "devfs"), (b"proc", "proc")] {
        match vfs::mkdir(k, root, name, 0o755) {
            Ok(()) | Err(Errno::Exist) => {}
            Err(error) => return Err(error),
        }
        let point = vfs::walk(k, root, name)?;
        vfs::mount(k, kind, Some(point))?;
    }
    let dev = vfs::walk(k, root, b"dev")?;
    for (name, permissions, device) in [
        ("console", 0o600, Device::Console),
        ("tty", 0o666, Device::Tty),
        ("null", 0o666, Device::Null),
        ("zero", 0o666, Device::Zero),
        ("full", 0o666, Device::Full),
        ("random", 0o666, Device::Random),
        ("urandom", 0o666, Device::Random),
    ] {
        let mode = abi::S_IFCHR as u32 | permissions;
        let dentry = vfs::create(k, dev, name.as_bytes(), mode, Content::Device(device))?;
        vfs::release(k, dentry);
    }
    for (name, target) in [("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")] {
        vfs::symlink(k, dev, name.as_bytes(), format!("/proc/self/fd{target}").as_bytes())?;
    }
    vfs::release(k, dev);
    k.hostname = read_hostname(k).unwrap_or_else(|_| b"ringside".to_vec());
    Ok(())
}

fn read_hostname(k: &mut Kernel) -> Result<alloc::vec::Vec<u8>, Errno> {
    let root = vfs::root(k);
    let file = vfs::open(k, root, b"etc/hostname", abi::O_RDONLY as u32, 0)?;
    let mut name = [0; 64];
    let read = vfs::read(k, file, &mut name, None);
    vfs::close(k, file);
    Ok(name[..read?].trim_ascii().to_vec())
}

/// Starts the first program, with the terminal as its descriptors 0, 1 and 2: `/bin/init`, or what `init=` on the
/// command line names, with what stands behind `--` as its arguments. Linux: `kernel_init`.
fn start_init(k: &mut Kernel, Bootargs { init, args, .. }: Bootargs) -> Result<(), Errno> {
    let path = init.unwrap_or_else(|| INIT_PATH.to_vec());
    let space = AddressSpace::new(&mut k.pages, k.kernel_root)?;
    let init = fork::new_process(k, space)?;
    let root = vfs::root(k);
    let console = vfs::open(k, root, b"/dev/console", abi::O_RDWR as u32, 0)?;
    for fd in 0..3 {
        k.group_of(init).set_descriptor(fd, Descriptor { file: console, close_on_exec: false });
    }
    vfs::share(k, console);
    vfs::share(k, console);
    let envp = [b"PATH=/bin:/usr/bin:/sbin:/usr/sbin".to_vec(), b"HOME=/".to_vec(), b"TERM=linux".to_vec()];
    let argv = [path.clone()].into_iter().chain(args).collect();
    exec::exec(k, init, root, Program { path, argv, envp: envp.to_vec() })
}

/// Without this the kernel cannot go on.
#[track_caller]
fn require<T>(result: Result<T, Errno>, what: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{what}: {}", error.text()),
    }
}
