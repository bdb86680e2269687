//! `tee`

use user::input::Input;
use user::options::Options;
use user::{Errno, Outcome, arch, complain};

pub const USAGE: &str = "tee path: prints what it reads, and writes it to a file";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 1)?;
    let path = &options.rest()[0];
    copy(path).map_err(|error| complain("tee", path, error))
}

fn copy(path: &str) -> Result<(), Errno> {
    let fd = arch::open(path, abi::O_WRONLY | abi::O_CREAT | abi::O_TRUNC, 0o666)?;
    let mut input = Input::open("-")?;
    loop {
        let bytes = input.bytes()?;
        if bytes.is_empty() {
            return Ok(());
        }
        for fd in [1, fd] {
            let mut rest = bytes;
            while !rest.is_empty() {
                let written = arch::write(fd, rest)?;
                rest = &rest[written..];
            }
        }
    }
}
