//! The buffer of `getdents64`: directory entries go one by one from the file system into it, and all at once to the
//! program. Linux: `filldir64`.

use alloc::vec::Vec;

use abi::{Dirent64, Errno};

/// Entries that are being gathered.
pub struct Dirents {
    /// The records.
    pub bytes: Vec<u8>,
    /// How many bytes there may be.
    pub room: usize,
}

impl Dirents {
    /// Adds one entry; `kind` is the file type of its mode. `false` if it does not fit any more; `EINVAL` if not even the
    /// first fits.
    pub fn add(&mut self, name: &[u8], number: u64, kind: u64, cookie: u64) -> Result<bool, Errno> {
        let len = Dirent64::record_len(name.len() as u64);
        if self.bytes.len() + len as usize > self.room {
            return if self.bytes.is_empty() { Err(Errno::Invalid) } else { Ok(false) };
        }
        let end = self.bytes.len() + len as usize;
        let head = Dirent64 {
            d_ino: number,
            d_off: cookie as i64,
            d_reclen: len as u16,
            d_type: (kind >> 12) as u8,
        };
        self.bytes.extend_from_slice(&head.to_bytes());
        self.bytes.extend_from_slice(name);
        self.bytes.resize(end, 0);
        Ok(true)
    }
}
