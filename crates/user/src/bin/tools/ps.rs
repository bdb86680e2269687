//! `ps`

use alloc::string::String;

use user::dir::read_names;
use user::input::read_file;
use user::options::Options;
use user::out::Out;
use user::text::{concat, right};
use user::{Errno, Outcome, arch, complain};

pub const USAGE: &str = "ps: lists the processes, as /proc tells of them";

#[inline(never)]
pub fn main() -> Outcome {
    Options::read(USAGE, 0)?;
    let mut out = Out::stdout();
    list(&mut out).map_err(|error| complain("ps", "/proc", error))
}

fn list(out: &mut Out) -> Result<(), Errno> {
    let fd = arch::open("/proc", abi::O_RDONLY | abi::O_DIRECTORY, 0)?;
    let names = read_names(fd)?;
    arch::close(fd)?;
    out.text(&["  PID  PPID S COMMAND\n"]);
    for pid in names.iter().filter(|name| name.parse::<u32>().is_ok()) {
        let text = |file: &str| {
            let bytes = read_file(&concat(&["/proc/", pid, "/", file])).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        // `2 (sh) S 1 …`, where the name may hold anything. A process may have ended meanwhile.
        let stat = text("stat");
        let Some((start, facts)) = stat.rsplit_once(')') else { continue };
        let mut facts = facts.split(' ').skip(1);
        let (state, parent) = (facts.next().unwrap_or_default(), facts.next().unwrap_or_default());
        let words = text("cmdline").replace('\0', " ");
        let name = start.split_once('(').map_or("", |(_, name)| name);
        let command = if words.is_empty() { concat(&["[", name, "]"]) } else { words };
        out.text(&[&right(pid, 5), " ", &right(parent, 5), " ", state, " ", command.trim_end(), "\n"]);
    }
    Ok(())
}
