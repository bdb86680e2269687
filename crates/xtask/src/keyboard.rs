//! Our keys as they are typed: raw mode, and a thread that reads them.

use std::io::{self, Read};
use std::sync::mpsc::{self, Receiver};
use std::thread;

pub use raw::Raw;

/// What comes in on stdin, in pieces; it closes at the end of the input.
pub fn keys() -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut buffer = [0; 1024];
        while let Ok(len @ 1..) = io::stdin().lock().read(&mut buffer) {
            if sender.send(buffer[..len].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

#[cfg(unix)]
mod raw {
    //! Keys as they are typed: no echo, no lines, no signals.

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    use crate::{Explain, Result};

    /// The terminal in raw mode; dropped, it is as it was.
    pub struct Raw(Termios);

    impl Raw {
        /// Makes the terminal raw.
        pub fn enter() -> Result<Self> {
            let unable = || "The terminal cannot be made raw".to_string();
            let before = tcgetattr(std::io::stdin()).explain(unable)?;
            let mut raw = before.clone();
            raw.make_raw();
            tcsetattr(std::io::stdin(), OptionalActions::Now, &raw).explain(unable)?;
            Ok(Self(before))
        }
    }

    impl Drop for Raw {
        fn drop(&mut self) {
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &self.0);
        }
    }
}

#[cfg(not(unix))]
mod raw {
    //! Where there is no raw mode, keys arrive line by line.

    use crate::Result;

    /// Nothing.
    pub struct Raw;

    impl Raw {
        /// Does nothing.
        pub fn enter() -> Result<Self> {
            Ok(Self)
        }
    }
}
