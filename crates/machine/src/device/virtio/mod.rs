//! A virtio slot as the driver sees it: its registers, in the legacy and the modern layout. Virtual I/O Device (VIRTIO)
//! Version 1.2, §4.2 "Virtio Over MMIO". What a driver's notification sets off is in `block.rs`.

mod block;
mod queue;

use board::virtio::*;

use queue::Queue;

/// "QEMU" in the byte order of its boards: who knows the board by its vendor shall know this one.
const VENDOR: u32 = 0x554d_4551;

/// How the registers of a slot lie.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Layout {
    /// Version 1, what QEMU's boards have unless told otherwise. §4.2.4 "Legacy interface".
    Legacy,
    /// Version 2. §4.2.2 "MMIO Device Register Layout".
    Modern,
}

/// The registers of a slot with a block device, which has one queue.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Virtio {
    layout: Layout,
    status: u8,
    device_features_sel: u32,
    driver_features_sel: u32,
    driver_features: u64,
    interrupt_status: u32,
    queue_sel: u32,
    queue: Queue,
}

impl Virtio {
    /// The slot after reset.
    pub fn new(layout: Layout) -> Self {
        Self {
            layout,
            status: 0,
            device_features_sel: 0,
            driver_features_sel: 0,
            driver_features: 0,
            interrupt_status: 0,
            queue_sel: 0,
            queue: Queue::default(),
        }
    }

    /// Whether the interrupt line is up.
    pub fn interrupts(&self) -> bool {
        self.interrupt_status != 0
    }

    /// Reads a register, or the configuration of a disk with `n_sectors`; none is an empty slot. Registers are read with
    /// 32 bits, the configuration as one likes; all else reads 0.
    pub fn read(&self, offset: u64, size: usize, n_sectors: u64) -> u64 {
        match offset.checked_sub(CONFIG) {
            Some(offset) if n_sectors > 0 => block::config(n_sectors, offset, size),
            None if size == 4 => self.register(offset, n_sectors > 0) as u64,
            Some(_) | None => 0,
        }
    }

    fn register(&self, offset: u64, present: bool) -> u32 {
        let (legacy, modern) = (self.layout == Layout::Legacy, self.layout == Layout::Modern);
        match offset {
            MAGIC_VALUE => MAGIC,
            VERSION => 1 + modern as u32,
            VENDOR_ID => VENDOR,
            _ if !present => 0,
            DEVICE_ID => ID_BLOCK,
            DEVICE_FEATURES => word(block::features(self.layout), self.device_features_sel),
            QUEUE_NUM_MAX if self.queue_sel == 0 => queue::MAX_LEN,
            QUEUE_PFN if legacy && self.queue_sel == 0 => self.queue.pfn,
            QUEUE_READY if modern && self.queue_sel == 0 => self.queue.ready as u32,
            INTERRUPT_STATUS => self.interrupt_status,
            STATUS => self.status as u32,
            // §4.2.2: a length of -1 says that there is none.
            offset if modern && offset & !4 == SHM_LEN => u32::MAX,
            _ => 0,
        }
    }

    /// Writes a register. True if the driver notified the queue and the device may serve it.
    pub fn write(&mut self, offset: u64, size: usize, value: u32) -> bool {
        if size != 4 {
            return false;
        }
        let legacy = self.layout == Layout::Legacy;
        match offset {
            DEVICE_FEATURES_SEL => self.device_features_sel = value,
            DRIVER_FEATURES_SEL => self.driver_features_sel = value,
            DRIVER_FEATURES => set_word(&mut self.driver_features, self.driver_features_sel, value),
            QUEUE_SEL => self.queue_sel = value,
            QUEUE_NOTIFY => return value == 0 && self.may_serve(),
            INTERRUPT_ACK => self.interrupt_status &= !value,
            STATUS => self.set_status(value as u8),
            GUEST_PAGE_SIZE if legacy => self.queue.page_size = value,
            _ if self.queue_sel != 0 => {}
            QUEUE_NUM if (1..=queue::MAX_LEN).contains(&value) => self.queue.len = value as u16,
            QUEUE_ALIGN if legacy => self.queue.align = value,
            QUEUE_PFN if legacy => self.queue.pfn = value,
            _ if legacy => {}
            QUEUE_READY => self.queue.ready = value & 1 != 0,
            offset => {
                let address = match offset & !4 {
                    QUEUE_DESC => &mut self.queue.desc,
                    QUEUE_DRIVER => &mut self.queue.driver,
                    QUEUE_DEVICE => &mut self.queue.device,
                    _ => return false,
                };
                set_word(address, (offset >> 2 & 1) as u32, value);
            }
        }
        false
    }

    /// §2.1 "Device Status Field". The device takes no features that it did not offer. Like QEMU it does without
    /// VIRTIO_F_VERSION_1: there are drivers that forget it. And like QEMU's a reset leaves the legacy page size alone:
    /// Linux and U-Boot write it before they reset.
    fn set_status(&mut self, status: u8) {
        if status == 0 {
            let page_size = self.queue.page_size;
            *self = Self::new(self.layout);
            self.queue.page_size = page_size;
            return;
        }
        let unknown = self.driver_features & !block::features(self.layout) != 0;
        let refused = if unknown && self.layout == Layout::Modern { STATUS_FEATURES_OK } else { 0 };
        self.status = status & !refused | self.status & STATUS_NEEDS_RESET;
    }

    /// §3.1.2 "Legacy Interface: Device Initialization": old drivers use the device before they say that they are set up.
    fn may_serve(&self) -> bool {
        let ready = match self.layout {
            Layout::Legacy => self.queue.pfn != 0,
            Layout::Modern => self.queue.ready && self.status & STATUS_DRIVER_OK != 0,
        };
        ready && self.queue.len != 0 && self.status & STATUS_NEEDS_RESET == 0
    }

    /// The driver has broken the rules: nothing is served before a reset. §2.1.2 "Device Requirements: Device Status Field".
    fn fail(&mut self) {
        self.status |= STATUS_NEEDS_RESET;
        if self.status & STATUS_DRIVER_OK != 0 {
            self.interrupt_status |= INTERRUPT_CONFIG;
        }
    }
}

/// The 32 bits of `value` that `select` asks for; of those beyond, all 0.
fn word(value: u64, select: u32) -> u32 {
    if select < 2 { (value >> (32 * select)) as u32 } else { 0 }
}

fn set_word(value: &mut u64, select: u32, word: u32) {
    if select < 2 {
        *value = *value & !(0xffff_ffff << (32 * select)) | (word as u64) << (32 * select);
    }
}
