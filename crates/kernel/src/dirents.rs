//! The buffer of `getdents64`: directory entries go one by one from the file system into the program. Linux: `filldir64`.

use abi::{Dirent64, Errno};

use crate::inode::Inode;
use crate::layout::VirtAddr;
use crate::pages::Pages;
use crate::space::AddressSpace;
use crate::uaccess;

/// A program's buffer that is being filled with entries.
pub struct Dirents<'a> {
    /// Physical memory.
    pub pages: &'a mut Pages,
    /// What the program can reach.
    pub space: &'a AddressSpace,
    /// Where the next entry goes.
    pub to: VirtAddr,
    /// Bytes that are still free.
    pub room: u64,
    /// Bytes that are filled.
    pub written: u64,
}

impl Dirents<'_> {
    /// Adds one entry. `false` if it does not fit any more; `EINVAL` if not even the first fits.
    pub fn add(&mut self, name: &[u8], inode: &Inode, cookie: u64) -> Result<bool, Errno> {
        let len = Dirent64::record_len(name.len() as u64);
        if len > self.room {
            return if self.written == 0 { Err(Errno::Invalid) } else { Ok(false) };
        }
        let head = Dirent64 {
            d_ino: inode.number,
            d_off: cookie as i64,
            d_reclen: len as u16,
            d_type: (inode.file_type() >> 12) as u8,
        };
        // The record is put together here, so that it is copied once, with zeros where it is padded.
        let mut record = [0; Dirent64::record_len(abi::NAME_MAX) as usize];
        let name_at = Dirent64::NAME_AT as usize;
        record[..name_at].copy_from_slice(&head.to_bytes());
        record[name_at..name_at + name.len()].copy_from_slice(name);
        match uaccess::copy_out(self.pages, self.space, self.to, &record[..len as usize]) {
            Ok(()) => {}
            Err(_) if self.written > 0 => return Ok(false),
            Err(error) => return Err(error),
        }
        self.to = self.to + len;
        self.room -= len;
        self.written += len;
        Ok(true)
    }
}
