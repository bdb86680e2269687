//! What a boot loader would do: the kernel, the initial file system and the device tree in RAM, the hart at the entry.
//! Addresses and device tree are those of QEMU 7.2's `virt` board (`hw/riscv/boot.c`, `hw/riscv/virt.c`).

use board::{CLINT, PLIC, RAM_BASE, TEST, TIMEBASE_HZ, UART, VIRTIO, Window, irq};
use vm_fdt::{Error, FdtWriter};

use crate::Machine;
use crate::hart::Mode;
use crate::ram::PAGE_LEN;

/// The instruction set, as the device tree says it.
const ISA: &str = "rv64imafdc_zicntr_zicsr_zifencei_sstc";
/// The device tree lies at a multiple of this, as high in RAM as it fits.
const DEVICE_TREE_ALIGN: u64 = 2 << 20;
/// The initial file system lies this far behind the entry, or half of RAM if that is less.
const INITRD_DISTANCE: u64 = 128 << 20;
/// Room for the command line. Linux's `COMMAND_LINE_SIZE`.
const MAX_BOOTARGS: usize = 1024;
/// `struct fw_dynamic_info` of OpenSBI (`include/sbi/fw_dynamic.h`): magic, version, address and mode of the next stage,
/// options, boot hart. It lies in the last bytes of RAM.
const NEXT_STAGE_LEN: u64 = 6 * 8;
const NEXT_STAGE_MAGIC: u64 = 0x4942_534f;
const NEXT_STAGE_VERSION: u64 = 2;

/// What to put into RAM before the first instruction.
#[derive(Clone, Copy, Debug)]
pub struct Boot<'a> {
    /// Physical addresses and the bytes to put there. One without bytes says that RAM below it is taken.
    pub segments: &'a [(u64, &'a [u8])],
    /// Where the hart starts, in M-mode.
    pub entry: u64,
    /// An initial file system; the device tree says where it is (`linux,initrd-start`, `linux,initrd-end`).
    pub initrd: Option<&'a [u8]>,
    /// The command line (`bootargs` of the device tree's `chosen`).
    pub bootargs: &'a str,
}

/// Why a machine could not be booted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BootError {
    /// The segment at `pa` does not fit into RAM.
    SegmentOutsideRam {
        /// Its first byte.
        pa: u64,
        /// Its length in bytes.
        len: u64,
    },
    /// There is no room for the initial file system between the kernel and the device tree.
    InitrdTooLong {
        /// Its length in bytes.
        len: u64,
    },
    /// There is no room for the device tree, or the command line is longer than 1024 bytes or holds a NUL.
    DeviceTree,
}

impl Machine {
    /// Puts `boot` into RAM and sets the hart to its entry, in M-mode with `a0` the hart's number, 0, and `a1` the physical
    /// address of the device tree. The machine is as after reset: boot it once.
    pub fn boot(&mut self, boot: &Boot) -> Result<(), BootError> {
        let mut kernel_end = RAM_BASE;
        for &(pa, bytes) in boot.segments {
            if !self.write_ram(pa, bytes) {
                return Err(BootError::SegmentOutsideRam { pa, len: bytes.len() as u64 });
            }
            kernel_end = kernel_end.max(pa + bytes.len() as u64);
        }
        let ram_len = self.ram.len();
        let initrd = boot.initrd.map(|bytes| {
            let far = boot.entry.saturating_add((ram_len / 2).min(INITRD_DISTANCE));
            // Past the end of RAM it does not matter how far.
            let pa = far.max(kernel_end).min(RAM_BASE + ram_len).next_multiple_of(PAGE_LEN as u64);
            (pa, bytes)
        });
        let range = initrd.map(|(pa, bytes)| (pa, pa + bytes.len() as u64));
        let tree = device_tree(ram_len, boot.bootargs, range).map_err(|_| BootError::DeviceTree)?;
        let ram_end = RAM_BASE + ram_len;
        let tree_pa = ram_end.saturating_sub(tree.len() as u64 + NEXT_STAGE_LEN) / DEVICE_TREE_ALIGN
            * DEVICE_TREE_ALIGN;
        if let Some((pa, bytes)) = initrd {
            let len = bytes.len() as u64;
            if pa + len > tree_pa || !self.write_ram(pa, bytes) {
                return Err(BootError::InitrdTooLong { len });
            }
        }
        if tree_pa < kernel_end || !self.write_ram(tree_pa, &tree) {
            return Err(BootError::DeviceTree);
        }
        self.hart.pc = boot.entry;
        (self.hart.x[10], self.hart.x[11]) = (0, tree_pa);
        Ok(())
    }

    /// After [`Machine::boot`] of firmware: tells it what to start in S-mode, at physical address `entry`. `a2` points to
    /// what OpenSBI's `fw_dynamic` reads there; other firmware does not look.
    pub fn announce(&mut self, entry: u64) {
        let info = [NEXT_STAGE_MAGIC, NEXT_STAGE_VERSION, entry, Mode::S as u64, 0, 0];
        let pa = RAM_BASE + self.ram.len() - NEXT_STAGE_LEN;
        self.write_ram(pa, &info.map(u64::to_le_bytes).concat());
        self.hart.x[12] = pa;
    }
}

/// The flattened device tree. Devicetree Specification 0.4; bindings as QEMU writes them.
fn device_tree(ram_len: u64, bootargs: &str, initrd: Option<(u64, u64)>) -> Result<Vec<u8>, Error> {
    const CPU_INTERRUPTS: u32 = 1;
    const PLIC_HANDLE: u32 = 2;
    const TEST_HANDLE: u32 = 3;
    if bootargs.len() > MAX_BOOTARGS {
        return Err(Error::InvalidString);
    }
    let reg = |window: Window| [window.base, window.len];
    let mut fdt = FdtWriter::new()?;
    let root = fdt.begin_node("")?;
    fdt.property_u32("#address-cells", 2)?;
    fdt.property_u32("#size-cells", 2)?;
    fdt.property_string("compatible", "riscv-virtio")?;
    fdt.property_string("model", "riscv-virtio,qemu")?;

    let chosen = fdt.begin_node("chosen")?;
    fdt.property_string("bootargs", bootargs)?;
    fdt.property_string("stdout-path", &format!("/soc/serial@{:x}", UART.base))?;
    if let Some((start, end)) = initrd {
        fdt.property_u64("linux,initrd-start", start)?;
        fdt.property_u64("linux,initrd-end", end)?;
    }
    fdt.end_node(chosen)?;

    let memory = fdt.begin_node(&format!("memory@{RAM_BASE:x}"))?;
    fdt.property_string("device_type", "memory")?;
    fdt.property_array_u64("reg", &[RAM_BASE, ram_len])?;
    fdt.end_node(memory)?;

    let cpus = fdt.begin_node("cpus")?;
    fdt.property_u32("#address-cells", 1)?;
    fdt.property_u32("#size-cells", 0)?;
    fdt.property_u32("timebase-frequency", TIMEBASE_HZ as u32)?;
    let cpu = fdt.begin_node("cpu@0")?;
    fdt.property_string("device_type", "cpu")?;
    fdt.property_u32("reg", 0)?;
    fdt.property_string("status", "okay")?;
    fdt.property_string("compatible", "riscv")?;
    fdt.property_string("riscv,isa", ISA)?;
    fdt.property_string("mmu-type", "riscv,sv39")?;
    let controller = fdt.begin_node("interrupt-controller")?;
    fdt.property_u32("#interrupt-cells", 1)?;
    fdt.property_null("interrupt-controller")?;
    fdt.property_string("compatible", "riscv,cpu-intc")?;
    fdt.property_phandle(CPU_INTERRUPTS)?;
    fdt.end_node(controller)?;
    fdt.end_node(cpu)?;
    fdt.end_node(cpus)?;

    let soc = fdt.begin_node("soc")?;
    fdt.property_u32("#address-cells", 2)?;
    fdt.property_u32("#size-cells", 2)?;
    fdt.property_string("compatible", "simple-bus")?;
    fdt.property_null("ranges")?;

    let test = fdt.begin_node(&format!("test@{:x}", TEST.base))?;
    fdt.property_string_list(
        "compatible",
        ["sifive,test1", "sifive,test0", "syscon"].map(String::from).into(),
    )?;
    fdt.property_array_u64("reg", &reg(TEST))?;
    fdt.property_phandle(TEST_HANDLE)?;
    fdt.end_node(test)?;

    let clint = fdt.begin_node(&format!("clint@{:x}", CLINT.base))?;
    fdt.property_string_list("compatible", ["sifive,clint0", "riscv,clint0"].map(String::from).into())?;
    fdt.property_array_u64("reg", &reg(CLINT))?;
    // Machine software and machine timer of the hart.
    fdt.property_array_u32("interrupts-extended", &[CPU_INTERRUPTS, 3, CPU_INTERRUPTS, 7])?;
    fdt.end_node(clint)?;

    let plic = fdt.begin_node(&format!("plic@{:x}", PLIC.base))?;
    fdt.property_string_list("compatible", ["sifive,plic-1.0.0", "riscv,plic0"].map(String::from).into())?;
    fdt.property_array_u64("reg", &reg(PLIC))?;
    fdt.property_u32("#address-cells", 0)?;
    fdt.property_u32("#interrupt-cells", 1)?;
    fdt.property_null("interrupt-controller")?;
    fdt.property_u32("riscv,ndev", board::plic::SOURCES - 1)?;
    // Machine external and supervisor external of the hart: contexts 0 and 1.
    fdt.property_array_u32("interrupts-extended", &[CPU_INTERRUPTS, 11, CPU_INTERRUPTS, 9])?;
    fdt.property_phandle(PLIC_HANDLE)?;
    fdt.end_node(plic)?;

    let serial = fdt.begin_node(&format!("serial@{:x}", UART.base))?;
    fdt.property_string("compatible", "ns16550a")?;
    fdt.property_array_u64("reg", &reg(UART))?;
    fdt.property_u32("clock-frequency", 3_686_400)?;
    fdt.property_u32("interrupt-parent", PLIC_HANDLE)?;
    fdt.property_u32("interrupts", irq::UART)?;
    fdt.end_node(serial)?;

    // Whether there is a device in a slot the driver finds out by itself.
    for slot in 0..board::virtio::SLOTS {
        let window = Window { base: VIRTIO.base + slot * VIRTIO.len, ..VIRTIO };
        let virtio = fdt.begin_node(&format!("virtio_mmio@{:x}", window.base))?;
        fdt.property_string("compatible", "virtio,mmio")?;
        fdt.property_array_u64("reg", &reg(window))?;
        fdt.property_u32("interrupt-parent", PLIC_HANDLE)?;
        fdt.property_u32("interrupts", irq::VIRTIO + slot as u32)?;
        fdt.end_node(virtio)?;
    }
    fdt.end_node(soc)?;

    for (name, compatible, value) in
        [("poweroff", "syscon-poweroff", board::test::PASS), ("reboot", "syscon-reboot", board::test::RESET)]
    {
        let node = fdt.begin_node(name)?;
        fdt.property_string("compatible", compatible)?;
        fdt.property_u32("regmap", TEST_HANDLE)?;
        fdt.property_u32("offset", 0)?;
        fdt.property_u32("value", value)?;
        fdt.end_node(node)?;
    }
    fdt.end_node(root)?;
    fdt.finish()
}
