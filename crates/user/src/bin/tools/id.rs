//! `id`

use user::file::owner_text;
use user::options::Options;
use user::out::Out;
use user::text::decimal;
use user::{Outcome, arch};

pub const USAGE: &str = "id: prints the user and the group that programs work for";

#[inline(never)]
pub fn main() -> Outcome {
    Options::read(USAGE, 0)?;
    let (uid, gid) = (arch::getuid() as u32, arch::getgid() as u32);
    let (user, group) = (owner_text(uid), owner_text(gid));
    let (uid, gid) = (decimal(uid.into()), decimal(gid.into()));
    Out::stdout().text(&["uid=", &uid, "(", &user, ") gid=", &gid, "(", &group, ")\n"]);
    Ok(())
}
