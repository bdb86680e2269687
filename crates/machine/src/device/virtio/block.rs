//! The block device in the slot: what it offers, and what it does with a request. Virtual I/O Device (VIRTIO) Version 1.2,
//! §5.2 "Block Device".

use crate::Machine;
use crate::device::virtio::Layout;
use crate::device::virtio::queue::{self, Chain};
use crate::disk::SECTOR_LEN;

/// Bits of features, §5.2.3 "Feature bits" and §6 "Reserved Feature Bits".
const SIZE_MAX: u64 = 1 << 1;
const SEG_MAX: u64 = 1 << 2;
const BLK_SIZE: u64 = 1 << 6;
const FLUSH: u64 = 1 << 9;
const ANY_LAYOUT: u64 = 1 << 27;
const INDIRECT_DESC: u64 = 1 << 28;
const VERSION_1: u64 = 1 << 32;

/// Most buffers of data in a request, and most bytes in one: a driver that knows these features keeps to them.
const MAX_BUFFERS: u32 = 126;
const MAX_BUFFER_LEN: u32 = 128 << 10;
/// Most bytes of data in a request of whatever driver: what is moved at once takes as much of the host's memory.
const MAX_DATA: u64 = MAX_BUFFERS as u64 * MAX_BUFFER_LEN as u64;

/// Types of requests, §5.2.6 "Device Operation".
const IN: u32 = 0;
const OUT: u32 = 1;
const FLUSH_CACHE: u32 = 4;
const GET_ID: u32 = 8;
/// Type, a reserved word, and the sector.
const HEADER_LEN: usize = 16;
/// What [`GET_ID`] answers: 20 bytes, zeros behind the name.
const ID: &[u8; 20] = b"ringside\0\0\0\0\0\0\0\0\0\0\0\0";

/// How a request ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Ok = 0,
    Error = 1,
    Unsupported = 2,
}

/// What the device offers.
pub fn features(layout: Layout) -> u64 {
    let own = match layout {
        Layout::Legacy => ANY_LAYOUT,
        Layout::Modern => VERSION_1,
    };
    SIZE_MAX | SEG_MAX | BLK_SIZE | FLUSH | INDIRECT_DESC | own
}

/// `size` bytes of the configuration at `offset`; what is not there reads 0. §5.2.4 "Device configuration layout".
pub fn config(n_sectors: u64, offset: u64, size: usize) -> u64 {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&n_sectors.to_le_bytes());
    bytes[8..12].copy_from_slice(&MAX_BUFFER_LEN.to_le_bytes());
    bytes[12..16].copy_from_slice(&MAX_BUFFERS.to_le_bytes());
    bytes[20..24].copy_from_slice(&(SECTOR_LEN as u32).to_le_bytes());
    let mut value = [0; 8];
    if let Some(part) = bytes.get(offset as usize..offset as usize + size) {
        value[..size].copy_from_slice(part);
    }
    u64::from_le_bytes(value)
}

impl Machine {
    /// Serves a request: how many of the bytes that the device may write it has written. `None` if it is no request: too
    /// short for its header, or without a place for the answer.
    pub(crate) fn block_request(&mut self, chain: &Chain) -> Option<u32> {
        let data_len = queue::len(&chain.readable).checked_sub(HEADER_LEN as u64)?;
        let room = queue::len(&chain.writable).checked_sub(1)?;
        let mut header = [0; HEADER_LEN];
        self.gather(&chain.readable, 0, &mut header);
        let [kind, sector] = [0, 8].map(|at| u64::from_le_bytes(std::array::from_fn(|i| header[at + i])));
        let (status, written) = match kind as u32 {
            IN => self.read_sectors(sector, room, chain),
            OUT => (self.write_sectors(sector, data_len, chain), 0),
            // What was written is on the disk already.
            FLUSH_CACHE => (Status::Ok, 0),
            GET_ID => {
                let len = room.min(ID.len() as u64);
                self.scatter(&chain.writable, 0, &ID[..len as usize]);
                (Status::Ok, len)
            }
            _ => (Status::Unsupported, 0),
        };
        self.scatter(&chain.writable, room, &[status as u8]);
        // §2.7.8: it counts from the first byte, without gaps. MAX_DATA and the answer fit into 32 bits.
        Some((written + (written == room) as u64) as u32)
    }

    /// Where sectors begin on the disk, in bytes, if there can be so many of them there.
    fn sectors(&self, sector: u64, len: u64) -> Option<u64> {
        let fits = len.is_multiple_of(SECTOR_LEN) && len <= MAX_DATA;
        sector.checked_mul(SECTOR_LEN).filter(|_| fits && sector <= self.disk.n_sectors())
    }

    fn read_sectors(&mut self, sector: u64, len: u64, chain: &Chain) -> (Status, u64) {
        let Some(offset) = self.sectors(sector, len) else { return (Status::Error, 0) };
        let mut bytes = vec![0; len as usize];
        if !self.disk.read(offset, &mut bytes) {
            return (Status::Error, 0);
        }
        self.scatter(&chain.writable, 0, &bytes);
        (Status::Ok, len)
    }

    fn write_sectors(&mut self, sector: u64, len: u64, chain: &Chain) -> Status {
        let Some(offset) = self.sectors(sector, len) else { return Status::Error };
        let mut bytes = vec![0; len as usize];
        self.gather(&chain.readable, HEADER_LEN as u64, &mut bytes);
        if self.disk.write(offset, &bytes) { Status::Ok } else { Status::Error }
    }
}
