//! The split virtqueue in the guest's memory, every word of which may be rubbish. Virtual I/O Device (VIRTIO) Version 1.2,
//! §2.7 "Split Virtqueues".

use crate::Machine;
use crate::device::virtio::Layout;

/// Most entries of a queue, and most buffers of a request. As many as on QEMU's boards.
pub const MAX_LEN: u32 = 1024;

/// Flags of a descriptor. §2.7.5 "The Virtqueue Descriptor Table".
const NEXT: u16 = 1;
const WRITE: u16 = 2;
const INDIRECT: u16 = 4;
const DESCRIPTOR_LEN: u64 = 16;
/// Flag of the available ring: the driver wants no interrupt.
const NO_INTERRUPT: u16 = 1;

/// Where the driver put the queue, and how far the device is.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Queue {
    /// Number of entries.
    pub len: u16,
    /// Modern: whether the device may use it, and where its three parts are.
    pub ready: bool,
    pub desc: u64,
    pub driver: u64,
    pub device: u64,
    /// Legacy: where all of it is, in pages of this size, and how the used ring is aligned.
    pub pfn: u32,
    pub page_size: u32,
    pub align: u32,
    /// Requests taken from the available ring, and all of them put into the used ring, modulo 2^16.
    pub served: u16,
}

impl Queue {
    /// Physical addresses of descriptor table, available ring and used ring. The sums wrap rather than overflow: what is not
    /// RAM is found out when it is accessed.
    fn parts(&self, layout: Layout) -> (u64, u64, u64) {
        match layout {
            Layout::Modern => (self.desc, self.driver, self.device),
            // §2.7.2 "Legacy Interfaces: A Note on Virtqueue Layout".
            Layout::Legacy => {
                let desc = self.pfn as u64 * self.page_size as u64;
                let driver = desc.wrapping_add(DESCRIPTOR_LEN * self.len as u64);
                let end = driver.wrapping_add(2 * (3 + self.len as u64));
                (desc, driver, end.checked_next_multiple_of(self.align.max(1) as u64).unwrap_or(0))
            }
        }
    }
}

/// Buffers of the driver: physical address and length in bytes, none empty, all in RAM.
pub type Buffers = Vec<(u64, u32)>;

/// A request: what the device may read, then what it may write.
pub struct Chain {
    pub readable: Buffers,
    pub writable: Buffers,
}

/// Bytes of these buffers.
pub fn len(buffers: &Buffers) -> u64 {
    buffers.iter().map(|(_, len)| *len as u64).sum()
}

impl Machine {
    /// Serves what waits in the queue, all of it, in the step of the store that notified. At most [`MAX_LEN`] requests: the
    /// guest cannot add some meanwhile.
    pub(crate) fn serve(&mut self) {
        if self.serve_all().is_none() {
            self.devices.virtio.fail();
        }
        // The device may have stored where the hart had loaded. RISC-V Unprivileged ISA 20240411, "Zalrsc" Extension.
        self.hart.reservation = None;
    }

    /// `None` if the driver broke a rule.
    fn serve_all(&mut self) -> Option<()> {
        let Queue { len, served, .. } = self.devices.virtio.queue;
        let (desc, driver, device) = self.devices.virtio.queue.parts(self.devices.virtio.layout);
        let waiting = self.half(driver.wrapping_add(2))?.wrapping_sub(served);
        if waiting > len {
            return None;
        }
        for _ in 0..waiting {
            let served = self.devices.virtio.queue.served;
            let slot = (served % len) as u64;
            let head = self.half(driver.wrapping_add(4 + 2 * slot))?;
            let chain = self.chain(desc, len, head)?;
            let written = self.block_request(&chain)?;
            let entry = (head as u64 | (written as u64) << 32).to_le_bytes();
            let next = served.wrapping_add(1);
            let put = self.write_ram(device.wrapping_add(4 + 8 * slot), &entry)
                && self.write_ram(device.wrapping_add(2), &next.to_le_bytes());
            put.then_some(())?;
            self.devices.virtio.queue.served = next;
        }
        if waiting > 0 && self.half(driver)? & NO_INTERRUPT == 0 {
            self.devices.virtio.interrupt_status |= board::virtio::INTERRUPT_USED;
        }
        Some(())
    }

    fn half(&self, pa: u64) -> Option<u16> {
        let mut half = [0; 2];
        self.ram.read(pa, &mut half).then(|| u16::from_le_bytes(half))
    }

    /// Follows the descriptors from `head`. They may end in a table of further ones: §2.7.5.3 "Indirect Descriptors".
    fn chain(&self, desc: u64, len: u16, head: u16) -> Option<Chain> {
        let mut chain = Chain { readable: Vec::new(), writable: Vec::new() };
        let (mut table, mut table_len, mut index) = (desc, len as u32, head as u32);
        let mut indirect = false;
        // One that goes on for longer goes in a circle.
        for _ in 0..=MAX_LEN {
            let mut bytes = [0; DESCRIPTOR_LEN as usize];
            let pa = table.wrapping_add(DESCRIPTOR_LEN * index as u64);
            (index < table_len && self.ram.read(pa, &mut bytes)).then_some(())?;
            let [pa, rest] = [0, 8].map(|at| u64::from_le_bytes(std::array::from_fn(|i| bytes[at + i])));
            let (len, flags, next) = (rest as u32, (rest >> 32) as u16, (rest >> 48) as u32);
            if flags & INDIRECT != 0 {
                let whole = len > 0 && len.is_multiple_of(DESCRIPTOR_LEN as u32);
                (whole && !indirect && flags & NEXT == 0).then_some(())?;
                (indirect, table, table_len, index) = (true, pa, len / DESCRIPTOR_LEN as u32, 0);
                continue;
            }
            let writable = flags & WRITE != 0;
            // §2.7.4.2: what may be written comes behind what may be read.
            let ordered = writable || chain.writable.is_empty();
            (ordered && len > 0 && self.ram.holds(pa, len as u64)).then_some(())?;
            if writable { &mut chain.writable } else { &mut chain.readable }.push((pa, len));
            if flags & NEXT == 0 {
                return Some(chain);
            }
            index = next;
        }
        None
    }

    /// Copies from the driver's buffers, `skip` bytes left out; stops where they end.
    pub(crate) fn gather(&self, buffers: &Buffers, skip: u64, bytes: &mut [u8]) {
        for (pa, range) in cut(buffers, skip, bytes.len()) {
            self.ram.read(pa, &mut bytes[range]);
        }
    }

    /// Copies to the driver's buffers, `skip` bytes left out; stops where they end.
    pub(crate) fn scatter(&mut self, buffers: &Buffers, skip: u64, bytes: &[u8]) {
        for (pa, range) in cut(buffers, skip, bytes.len()) {
            self.write_ram(pa, &bytes[range]);
        }
    }
}

/// Where `len` bytes behind the first `skip` lie: physical address, and which of the bytes.
fn cut(buffers: &Buffers, skip: u64, len: usize) -> impl Iterator<Item = (u64, std::ops::Range<usize>)> {
    let (mut skip, mut done) = (skip, 0);
    buffers.iter().filter_map(move |&(pa, buffer_len)| {
        let left_out = skip.min(buffer_len as u64);
        skip -= left_out;
        let start = done;
        done = len.min(start + (buffer_len as u64 - left_out) as usize);
        (start < done).then(|| (pa + left_out, start..done))
    })
}
