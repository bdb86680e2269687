//! What a program reads: files, or standard input, by the bufferful or line by line.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use abi::Errno;

use crate::{Outcome, arch, complain};

/// Bytes that are asked for at once.
const BUF_LEN: usize = 4096;

/// A file that is read from its beginning to its end.
pub struct Input {
    fd: i32,
    buf: Vec<u8>,
    /// What of `buf` was read and not handed over.
    at: usize,
    len: usize,
}

impl Input {
    /// The file at `path`; standard input for `-`.
    pub fn open(path: &str) -> Result<Self, Errno> {
        let fd = if path == "-" { 0 } else { arch::open(path, abi::O_RDONLY, 0)? };
        Ok(Self { fd, buf: vec![0; BUF_LEN], at: 0, len: 0 })
    }

    /// Some bytes, as many as come at once; none at the end.
    #[inline(never)]
    pub fn bytes(&mut self) -> Result<&[u8], Errno> {
        if self.at == self.len {
            self.len = arch::read(self.fd, &mut self.buf)?;
            self.at = 0;
        }
        let from = core::mem::replace(&mut self.at, self.len);
        Ok(&self.buf[from..self.len])
    }

    /// The next line without its end; `None` at the end of the file.
    #[inline(never)]
    pub fn line(&mut self) -> Result<Option<String>, Errno> {
        let mut line = Vec::new();
        loop {
            let bytes = self.bytes()?;
            if bytes.is_empty() {
                return Ok(if line.is_empty() { None } else { Some(text(&line)) });
            }
            let end = bytes.iter().position(|&byte| byte == b'\n');
            line.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
            if let Some(end) = end {
                let rest = bytes.len() - end - 1;
                self.at = self.len - rest;
                return Ok(Some(text(&line)));
            }
        }
    }

    /// Every line that is left.
    pub fn lines(&mut self) -> Result<Vec<String>, Errno> {
        let mut lines = Vec::new();
        while let Some(line) = self.line()? {
            lines.push(line);
        }
        Ok(lines)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Drop for Input {
    #[inline(never)]
    fn drop(&mut self) {
        if self.fd > 0 {
            let _ = arch::close(self.fd);
        }
    }
}

/// Calls `each` with every file of `paths`, and with standard input if there are none. What goes wrong with one is said,
/// and the next is read.
#[inline(never)]
pub fn for_each(
    program: &str,
    paths: &[String],
    each: &mut dyn FnMut(&str, &mut Input) -> Result<(), Errno>,
) -> Outcome {
    let stdin = [String::from("-")];
    let mut outcome = Ok(());
    for path in if paths.is_empty() { &stdin } else { paths } {
        if let Err(error) = Input::open(path).and_then(|mut input| each(path, &mut input)) {
            outcome = Err(complain(program, path, error));
        }
    }
    outcome
}

/// Calls `each` with every path. What goes wrong with one is said, and the next is done.
#[inline(never)]
pub fn for_each_path(
    program: &str,
    paths: &[String],
    each: &mut dyn FnMut(&str) -> Result<(), Errno>,
) -> Outcome {
    let mut outcome = Ok(());
    for path in paths {
        if let Err(error) = each(path) {
            outcome = Err(complain(program, path, error));
        }
    }
    outcome
}

/// All bytes of the file at `path`.
pub fn read_file(path: &str) -> Result<Vec<u8>, Errno> {
    let mut input = Input::open(path)?;
    let mut all = Vec::new();
    loop {
        let bytes = input.bytes()?;
        if bytes.is_empty() {
            return Ok(all);
        }
        all.extend_from_slice(bytes);
    }
}
