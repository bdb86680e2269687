//! Buffered output. A system call costs hundreds of instructions, a byte in a buffer a few: so text is gathered, and
//! written by the bufferful.

use alloc::vec::Vec;

use abi::Errno;

use crate::arch;

const CAPACITY: usize = 4096;

/// A descriptor to write to, and what was not written yet. What is left is written when it is dropped.
pub struct Out {
    fd: i32,
    buf: Vec<u8>,
    error: Option<Errno>,
}

impl Out {
    /// Standard output.
    pub fn stdout() -> Self {
        Self { fd: 1, buf: Vec::with_capacity(CAPACITY), error: None }
    }

    /// Adds bytes; writes when the buffer is full.
    #[inline(never)]
    pub fn put(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(CAPACITY) {
            if self.buf.len() + piece.len() > CAPACITY {
                self.flush();
            }
            self.buf.extend_from_slice(piece);
        }
    }

    /// Adds all of `parts`, one after the other.
    #[inline(never)]
    pub fn text(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.put(part.as_bytes()));
    }

    /// Writes what is in the buffer.
    #[inline(never)]
    pub fn flush(&mut self) {
        let mut done = 0;
        while done < self.buf.len() && self.error.is_none() {
            match arch::write(self.fd, &self.buf[done..]) {
                Ok(n) => done += n,
                Err(error) => self.error = Some(error),
            }
        }
        self.buf.clear();
    }

    /// What went wrong, if something has.
    pub fn error(&self) -> Option<Errno> {
        self.error
    }

    /// The first error, if not all could be written.
    pub fn finish(mut self) -> Result<(), Errno> {
        self.flush();
        self.error.map_or(Ok(()), Err)
    }
}

impl Drop for Out {
    #[inline(never)]
    fn drop(&mut self) {
        self.flush();
    }
}
