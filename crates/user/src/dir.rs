//! The names in a directory.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use abi::{Dirent64, Errno};

use crate::arch;

/// Bytes that are asked for at once.
const BUF_LEN: usize = 4096;

/// Every name in the open directory `fd`, `.` and `..` included: asks until the answer is 0 bytes.
#[inline(never)]
pub fn read_names(fd: i32) -> Result<Vec<String>, Errno> {
    let mut names = Vec::new();
    let mut buf = vec![0; BUF_LEN];
    loop {
        let n = arch::getdents64(fd, &mut buf)?;
        if n == 0 {
            return Ok(names);
        }
        let mut records = &buf[..n];
        while let Some(head) = records.first_chunk() {
            let len = usize::from(Dirent64::from_bytes(head).d_reclen);
            let (record, rest) = records.split_at_checked(len).ok_or(Errno::Io)?;
            let name = record.get(Dirent64::NAME_AT as usize..).unwrap_or_default();
            let end = name.iter().position(|&byte| byte == 0).unwrap_or(name.len());
            names.push(String::from_utf8_lossy(&name[..end]).into_owned());
            records = rest;
        }
    }
}
