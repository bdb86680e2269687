//! The kernel begins here, in supervisor mode, on its first stack, with the boot page table. It finds out what it has,
//! makes its own page table, fills the file system, starts the first program, and becomes the scheduler.

use core::ops::Range;

use abi::Errno;

use crate::arch;
use crate::devicetree::Board;
use crate::inode::{Content, Device};
use crate::kernel::Kernel;
use crate::layout::PhysAddr;
use crate::pages::{Page, Pages};
use crate::pagetable::{self, Image};
use crate::space::AddressSpace;
use crate::{exec, initrd, lifecycle, plic, sched, uart, vfs};

/// The first program.
const INIT_PATH: &[u8] = b"/bin/init";

/// What `arch` found out before safe Rust could begin.
pub struct Boot {
    /// What the device tree says.
    pub board: Board,
    /// Where the kernel is.
    pub image: Image,
    /// All RAM behind the kernel.
    pub memory: &'static mut [Page],
}

/// From the first line of safe Rust to the scheduler.
pub fn kmain(k: &mut Kernel, boot: Boot) -> ! {
    uart::init();
    let ram = &boot.board.ram;
    kprintln!("Ringside: {} MiB of RAM at {:#x}", (ram.end.0 - ram.start.0) >> 20, ram.start.0);
    let archive = within(boot.board.initrd, boot.image.end..ram.end);
    k.pages = Pages::new(boot.memory, boot.image.end, archive.clone());
    k.kernel_root = require(pagetable::kernel_table(&mut k.pages, &boot.image, ram.end), "kernel page table");
    arch::set_page_table(k.kernel_root);
    arch::enable_interrupts();
    plic::init();

    require(mount_all(k, &archive), "mounting the file systems");
    k.pages.release_reserved();
    require(start_init(k), "starting /bin/init");
    sched::scheduler(k)
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
    match vfs::mkdir(k, root, b"dev", 0o755) {
        Ok(()) | Err(Errno::Exist) => {}
        Err(error) => return Err(error),
    }
    let dev = vfs::walk(k, root, b"dev")?;
    vfs::mount(k, "devfs", Some(dev))?;
    let dev = vfs::walk(k, root, b"dev")?;
    for (name, permissions, device) in [
        ("console", 0o600, Device::Console),
        ("tty", 0o666, Device::Tty),
        ("null", 0o666, Device::Null),
        ("zero", 0o666, Device::Zero),
    ] {
        let mode = abi::S_IFCHR as u32 | permissions;
        let dentry = vfs::create(k, dev, name.as_bytes(), mode, Content::Device(device))?;
        vfs::release(k, dentry);
    }
    vfs::release(k, dev);
    k.hostname = read_hostname(k).unwrap_or_else(|_| b"ringside".to_vec());
    Ok(())
}

fn read_hostname(k: &mut Kernel) -> Result<alloc::vec::Vec<u8>, Errno> {
    let root = vfs::root(k);
    let file = vfs::open(k, root, b"etc/hostname", abi::O_RDONLY as u32, 0)?;
    let mut name = [0; 64];
    let read = vfs::read(k, file, &mut name);
    vfs::close(k, file);
    Ok(name[..read?].trim_ascii().to_vec())
}

fn start_init(k: &mut Kernel) -> Result<(), Errno> {
    let space = AddressSpace::new(&mut k.pages, k.kernel_root)?;
    let init = lifecycle::new_process(k, space)?;
    exec::exec(k, init, INIT_PATH, &[INIT_PATH.to_vec()], &[b"PATH=/bin".to_vec(), b"HOME=/".to_vec()])
}

/// Without this the kernel cannot go on.
#[track_caller]
fn require<T>(result: Result<T, Errno>, what: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{what}: {}", error.text()),
    }
}
