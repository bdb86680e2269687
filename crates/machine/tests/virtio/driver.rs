//! A driver for the tests: machine code that follows a script, and the queue and buffers it begins with.

use std::process::{Command, Stdio};

use board::virtio::*;
use board::{PLIC, VIRTIO, irq, plic};
use machine::{Boot, Disk, Exit, Layout, Machine, Stop, Unwatched};

use crate::common::{BASE, assemble};

/// What the driver does, step by step, three words each; then the queue, with this many entries, and the buffers.
pub const SCRIPT: u64 = BASE + 0x1000;
pub const QUEUE: u64 = BASE + 0x1_0000;
pub const LEN: u64 = 16;
pub const AVAILABLE: u64 = QUEUE + 16 * LEN;
pub const USED: u64 = QUEUE + 0x1000;
pub const BUFFERS: u64 = QUEUE + 0x2000;
/// What the driver found out, a word for each time it looked.
pub const RESULTS: u64 = QUEUE + 0x6000;
pub const END: u64 = QUEUE + 0x7000;

/// Flags of a descriptor.
pub const NEXT: u64 = 1;
pub const WRITE: u64 = 2;
pub const INDIRECT: u64 = 4;
/// VIRTIO_BLK_F_FLUSH, VIRTIO_F_INDIRECT_DESC.
pub const FEATURES: u64 = 1 << 9 | 1 << 28;
/// Types of requests.
pub const IN: u64 = 0;
pub const OUT: u64 = 1;
pub const FLUSH: u64 = 4;
pub const GET_ID: u64 = 8;

/// Follows the script: 1 stores 32 bits, 2 looks, 3 looks until it is not 0, 4 waits until what is under the upper half of
/// the value is the lower half. Then sends from the used ring on all that is in memory, and powers off.
pub const DRIVER: &str = "
    li s0, 0x80001000
    li s1, 0x80016000
    li s3, 0x10000000
next:
    ld t0, 0(s0)
    ld t1, 8(s0)
    ld t2, 16(s0)
    addi s0, s0, 24
    beq t0, zero, done
    addi t0, t0, -1
    beq t0, zero, store
    addi t0, t0, -1
    beq t0, zero, look
    addi t0, t0, -1
    beq t0, zero, until
wait:
    lwu t3, 0(t1)
    srli t4, t2, 32
    and t3, t3, t4
    slli t4, t2, 32
    srli t4, t4, 32
    bne t3, t4, wait
    j next
store:
    sw t2, 0(t1)
    j next
until:
    lw t3, 0(t1)
    beq t3, zero, until
    j looked
look:
    lw t3, 0(t1)
looked:
    sw t3, 0(s1)
    addi s1, s1, 4
    j next
done:
    li s1, 0x80011000
    li s2, 0x80017000
send:
    lbu t0, 5(s3)
    andi t0, t0, 32
    beq t0, zero, send
    lbu t0, 0(s1)
    sb t0, 0(s3)
    addi s1, s1, 1
    bne s1, s2, send
    li t0, 0x100000
    li t1, 0x5555
    sw t1, 0(t0)
    wfi";

/// A driver and what it has in memory, as an image for [`BASE`].
pub struct Driver {
    pub layout: Layout,
    pub script: Vec<u64>,
    pub image: Vec<u8>,
    pub n_looks: u64,
    pub n_headers: u64,
    pub n_requests: u64,
}

impl Driver {
    /// One that has set the device up as the specification says, §3.1.1 "Driver Requirements: Device Initialization".
    pub fn new(layout: Layout) -> Self {
        let mut image = assemble(DRIVER);
        image.resize((END - BASE) as usize, 0);
        let mut driver = Self { layout, script: Vec::new(), image, n_looks: 0, n_headers: 0, n_requests: 0 };
        driver.store(PLIC.base + 4 * irq::VIRTIO as u64, 1);
        driver.store(PLIC.base + plic::ENABLE, 1 << irq::VIRTIO);
        for register in
            [MAGIC_VALUE, VERSION, DEVICE_ID, VENDOR_ID, VIRTIO.len + MAGIC_VALUE, VIRTIO.len + DEVICE_ID]
        {
            driver.look(VIRTIO.base + register);
        }
        if layout == Layout::Legacy {
            // Before the reset, as Linux does.
            driver.set(GUEST_PAGE_SIZE, 4096);
        }
        for status in [0, 1, 3] {
            driver.set(STATUS, status);
        }
        match layout {
            Layout::Legacy => {
                let registers = [
                    (DRIVER_FEATURES, FEATURES),
                    (QUEUE_SEL, 0),
                    (QUEUE_NUM, LEN),
                    (QUEUE_ALIGN, 4096),
                    (QUEUE_PFN, QUEUE / 4096),
                    (STATUS, 7),
                ];
                registers.into_iter().for_each(|(register, value)| driver.set(register, value));
                driver.look(VIRTIO.base + QUEUE_PFN);
            }
            Layout::Modern => {
                let features = [
                    (DRIVER_FEATURES, FEATURES),
                    (DRIVER_FEATURES_SEL, 1),
                    (DRIVER_FEATURES, 1),
                    (STATUS, 11),
                ];
                features.into_iter().for_each(|(register, value)| driver.set(register, value));
                driver.look(VIRTIO.base + STATUS);
                driver.set(QUEUE_SEL, 0);
                driver.look(VIRTIO.base + QUEUE_READY);
                driver.set(QUEUE_NUM, LEN);
                for (register, pa) in [(QUEUE_DESC, QUEUE), (QUEUE_DRIVER, AVAILABLE), (QUEUE_DEVICE, USED)] {
                    driver.set(register, pa & 0xffff_ffff);
                    driver.set(register + 4, pa >> 32);
                }
                driver.set(QUEUE_READY, 1);
                driver.look(VIRTIO.base + QUEUE_READY);
                driver.set(STATUS, 15);
            }
        }
        driver.look(VIRTIO.base + STATUS);
        for queue in [1, 0] {
            driver.set(QUEUE_SEL, queue);
            driver.look(VIRTIO.base + QUEUE_NUM_MAX);
        }
        driver.look(VIRTIO.base + CONFIG);
        driver.look(VIRTIO.base + CONFIG + 4);
        driver
    }

    pub fn act(&mut self, action: u64, pa: u64, value: u64) {
        self.script.extend([action, pa, value]);
    }

    pub fn store(&mut self, pa: u64, value: u64) {
        self.act(1, pa, value);
    }

    pub fn look(&mut self, pa: u64) {
        self.n_looks += 1;
        self.act(2, pa, 0);
    }

    pub fn set(&mut self, register: u64, value: u64) {
        self.store(VIRTIO.base + register, value);
    }

    pub fn put(&mut self, pa: u64, bytes: &[u8]) {
        self.image[(pa - BASE) as usize..][..bytes.len()].copy_from_slice(bytes);
    }

    /// A descriptor: address, length, flags, and the next.
    pub fn descriptor(&mut self, pa: u64, buffer: u64, len: u64, flags: u64, next: u64) {
        self.put(pa, &buffer.to_le_bytes());
        self.put(pa + 8, &(len | flags << 32 | next << 48).to_le_bytes());
    }

    /// Descriptors from `first` on, for buffers with their flags.
    pub fn chain(&mut self, first: u64, buffers: &[(u64, u64, u64)]) {
        for (index, (pa, len, flags)) in buffers.iter().enumerate() {
            let (next, last) = (first + index as u64 + 1, index + 1 == buffers.len());
            let link = if last { 0 } else { NEXT };
            self.descriptor(QUEUE + 16 * (next - 1), *pa, *len, flags | link, if last { 0 } else { next });
        }
    }

    /// Makes the chain at `head` available, notifies, and sees what comes of it.
    pub fn request(&mut self, head: u64) {
        let slot = AVAILABLE + 4 + 2 * (self.n_requests % LEN);
        self.n_requests += 1;
        // Two entries of 16 bits each: the other one is not looked at now.
        self.store(slot & !3, head | head << 16);
        self.store(AVAILABLE, self.n_requests << 16);
        self.set(QUEUE_NOTIFY, 0);
        self.act(4, USED, 0xffff_0000 << 32 | self.n_requests << 16);
        self.n_looks += 1;
        self.act(3, PLIC.base + plic::CLAIM, 0);
        self.look(VIRTIO.base + INTERRUPT_STATUS);
        self.set(INTERRUPT_ACK, 1);
        self.look(VIRTIO.base + INTERRUPT_STATUS);
        self.store(PLIC.base + plic::CLAIM, irq::VIRTIO as u64);
        self.look(PLIC.base + plic::CLAIM);
    }

    /// Where the header of a request is now, with a byte for the answer behind it.
    pub fn header(&mut self, kind: u64, sector: u64) -> u64 {
        let pa = BUFFERS + 0x20 * self.n_headers;
        self.n_headers += 1;
        self.put(pa, &kind.to_le_bytes());
        self.put(pa + 8, &sector.to_le_bytes());
        self.put(pa + 16, &[0xff]);
        pa
    }

    pub fn image(&self) -> Vec<u8> {
        let mut image = self.image.clone();
        let script: Vec<u8> = self.script.iter().flat_map(|word| word.to_le_bytes()).collect();
        assert!(SCRIPT + script.len() as u64 + 24 <= QUEUE);
        image[(SCRIPT - BASE) as usize..][..script.len()].copy_from_slice(&script);
        image
    }

    /// Our machine with the driver in it.
    pub fn machine(&self, disk: &[u8]) -> Machine {
        let mut machine = Machine::new(8 << 20);
        let mut contents = Disk::new(disk.len() as u64);
        assert!(contents.write(0, disk));
        machine.attach(contents, self.layout);
        let segments = [(BASE, &self.image()[..])];
        let boot = Boot { segments: &segments, entry: BASE, initrd: None, bootargs: "" };
        machine.boot(&boot).unwrap();
        machine
    }

    /// What our machine sends, and what is on its disk then.
    #[track_caller]
    pub fn ours(&self, disk: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let mut machine = self.machine(disk);
        assert_eq!(machine.run(2_000_000, &mut Unwatched), Stop::PowerOff(Exit::Pass));
        (machine.take_output(), contents(&machine))
    }

    /// What QEMU's machine sends, and what is on its disk then.
    pub fn qemus(&self, disk: &[u8], test: &str) -> (Vec<u8>, Vec<u8>) {
        let folder = std::env::temp_dir().join(format!("ringside-virtio-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (kernel, image) = (folder.join("driver.bin"), folder.join("disk.img"));
        std::fs::write(&kernel, self.image()).unwrap();
        std::fs::write(&image, disk).unwrap();
        let legacy = self.layout == Layout::Legacy;
        let output = Command::new("qemu-system-riscv64")
            .args(["-M", "virt", "-m", "128M", "-bios", "none", "-display", "none", "-monitor", "none"])
            .args(["-serial", "stdio", "-global", &format!("virtio-mmio.force-legacy={legacy}"), "-kernel"])
            .arg(&kernel)
            .args(["-drive", &format!("file={},if=none,format=raw,id=disk", image.display())])
            .args(["-device", "virtio-blk-device,drive=disk,bus=virtio-mmio-bus.0,serial=ringside"])
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .expect("qemu-system-riscv64 is not on the PATH: install Debian's qemu-system-misc");
        let after = std::fs::read(&image).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        (output.stdout, after)
    }
}

pub fn contents(machine: &Machine) -> Vec<u8> {
    let mut bytes = vec![0; machine.disk().n_sectors() as usize * 512];
    assert!(machine.disk().read(0, &mut bytes));
    bytes
}

/// 100 sectors, each byte another.
pub fn disk() -> Vec<u8> {
    (0..51_200u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 21) as u8).collect()
}
