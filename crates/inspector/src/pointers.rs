//! What lies behind the addresses that programs give to the kernel: texts, buffers and structures, in words. Where nothing
//! can be read, the address itself is the word.

use abi::{Dirent64, NAME_MAX};
use machine::Machine;

use crate::peek;
use crate::text::{flags, flags_exact, mode_bits, quoted};

/// Bytes of a buffer that are shown.
const SHOWN_BYTES: u64 = 48;
/// Longest string that is looked at.
const MAX_STRING: u64 = 4096;
/// Most strings or structures of a vector that are looked at.
const MAX_STRINGS: u64 = 32;

/// The wait status behind `address` as an exit status of a shell: the program's own, or 128 + the signal.
pub fn exit_status(machine: &Machine, address: u64) -> Option<i32> {
    let status = number(machine, address)?;
    Some(if status & 0x7f == 0 { (status >> 8 & 0xff) as i32 } else { 128 + (status & 0x7f) as i32 })
}

/// The names in a buffer that `getdents64` has filled with `len` bytes.
pub fn dirents(machine: &Machine, va: u64, len: u64) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 0;
    while at + Dirent64::NAME_AT < len {
        let mut head = [0; 19];
        if !peek(machine, va.wrapping_add(at), &mut head) {
            break;
        }
        let head = Dirent64::from_bytes(&head);
        let name = c_string(machine, va.wrapping_add(at + Dirent64::NAME_AT), NAME_MAX + 1);
        names.push(String::from_utf8_lossy(&name.unwrap_or_default()).into_owned());
        if u64::from(head.d_reclen) <= Dirent64::NAME_AT {
            break;
        }
        at += u64::from(head.d_reclen);
    }
    names
}

/// The string that ends in a zero byte at `va`; `None` if it is not all mapped.
pub fn read_string(machine: &Machine, va: u64) -> Option<String> {
    c_string(machine, va, MAX_STRING).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

pub(crate) fn address(value: u64) -> String {
    if value == 0 { "NULL".into() } else { format!("{value:#x}") }
}

/// As much of `struct clone_args` as a program usually fills.
pub(crate) fn clone_args(machine: &Machine, va: u64) -> String {
    let Some([flag_bits, _, child_tid, parent_tid, signal, stack, stack_len, tls]) = words(machine, va)
    else {
        return address(va);
    };
    let (flags, signal) = (flags(flag_bits, abi::CLONE_FLAGS), flags_exact(signal, abi::SIGNALS));
    let mut text =
        format!("{{flags={flags}, exit_signal={signal}, stack={}, stack_size={stack_len:#x}", address(stack));
    for (flag, name, value) in [
        (abi::CLONE_CHILD_SETTID | abi::CLONE_CHILD_CLEARTID, "child_tid", child_tid),
        (abi::CLONE_PARENT_SETTID, "parent_tid", parent_tid),
        (abi::CLONE_SETTLS, "tls", tls),
    ] {
        if flag_bits & flag != 0 {
            text += &format!(", {name}={}", address(value));
        }
    }
    text + "}"
}

pub(crate) fn probe_pairs(machine: &Machine, va: u64, n: u64) -> String {
    let pair = |index: u64| {
        let [key, value] = words(machine, va.wrapping_add(16 * index))?;
        let key = if key == u64::MAX { "-1".into() } else { flags_exact(key, abi::PROBE_KEYS) };
        Some(format!("{{key={key}, value={value:#x}}}"))
    };
    let pairs: Option<Vec<String>> = (0..n.min(MAX_STRINGS)).map(pair).collect();
    pairs.map_or_else(|| address(va), |pairs| format!("[{}]", pairs.join(", ")))
}

/// `struct flock`, as the program has filled it.
pub(crate) fn lock(machine: &Machine, va: u64) -> String {
    let Some([kinds, start, len]) = words(machine, va) else { return address(va) };
    let kind = flags_exact(kinds & 0xffff, abi::LOCK_KINDS);
    let whence = flags_exact(kinds >> 16 & 0xffff, abi::WHENCES);
    format!("{{l_type={kind}, l_whence={whence}, l_start={}, l_len={}}}", start as i64, len as i64)
}

pub(crate) fn rlimit(machine: &Machine, va: u64) -> String {
    let Some([soft, hard]) = words::<2>(machine, va).filter(|_| va != 0) else { return address(va) };
    let limit = |limit: u64| if limit == u64::MAX { "RLIM_INFINITY".into() } else { limit.to_string() };
    format!("{{rlim_cur={}, rlim_max={}}}", limit(soft), limit(hard))
}

pub(crate) fn words<const N: usize>(machine: &Machine, va: u64) -> Option<[u64; N]> {
    let mut words = [0; N];
    for (index, word) in words.iter_mut().enumerate() {
        let mut bytes = [0; 8];
        peek(machine, va.wrapping_add(8 * index as u64), &mut bytes).then_some(())?;
        *word = u64::from_le_bytes(bytes);
    }
    Some(words)
}

pub(crate) fn timespec(machine: &Machine, va: u64) -> String {
    match words::<2>(machine, va).filter(|_| va != 0) {
        Some([seconds, nanos]) => format!("{{tv_sec={}, tv_nsec={}}}", seconds as i64, nanos as i64),
        None => address(va),
    }
}

pub(crate) fn signal_set(machine: &Machine, va: u64) -> String {
    let Some([set]) = words::<1>(machine, va).filter(|_| va != 0) else { return address(va) };
    let name = |number: u64| flags_exact(number, abi::SIGNALS).replace("SIG", "");
    let names: Vec<String> = (1..=64).filter(|number| set >> (number - 1) & 1 == 1).map(name).collect();
    // As `strace` does: of a set that has most, what it lacks.
    if names.len() > 32 {
        let missing: Vec<String> = (1..=64).filter(|number| set >> (number - 1) & 1 == 0).map(name).collect();
        return format!("~[{}]", missing.join(" "));
    }
    format!("[{}]", names.join(" "))
}

pub(crate) fn fd_pair(machine: &Machine, va: u64) -> Option<String> {
    let [pair] = words(machine, va)?;
    Some(format!("[{}, {}]", pair as i32, (pair >> 32) as i32))
}

/// The pieces of `readv` and `writev`, of which the first `len` bytes count.
pub(crate) fn vector(machine: &Machine, va: u64, count: u64, len: u64) -> String {
    let mut texts = Vec::new();
    let mut rest = len;
    for index in 0..count.min(MAX_STRINGS) {
        let Some([base, piece]) = words(machine, va.wrapping_add(16 * index)) else { return address(va) };
        let text = buffer(machine, base, piece.min(rest));
        texts.push(format!("{{iov_base={text}, iov_len={piece}}}"));
        rest -= piece.min(rest);
    }
    format!("[{}]", texts.join(", "))
}

pub(crate) fn c_string(machine: &Machine, va: u64, max: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for at in 0..max {
        let mut byte = [0];
        if !peek(machine, va.wrapping_add(at), &mut byte) {
            return None;
        }
        if byte[0] == 0 {
            break;
        }
        bytes.push(byte[0]);
    }
    Some(bytes)
}

pub(crate) fn string(machine: &Machine, va: u64) -> String {
    c_string(machine, va, MAX_STRING).map_or_else(|| address(va), |bytes| quoted(&bytes))
}

pub(crate) fn strings(machine: &Machine, va: u64) -> String {
    let mut texts = Vec::new();
    for index in 0..MAX_STRINGS {
        let mut pointer = [0; 8];
        if !peek(machine, va.wrapping_add(8 * index), &mut pointer) {
            return address(va);
        }
        match u64::from_le_bytes(pointer) {
            0 => break,
            pointer => texts.push(string(machine, pointer)),
        }
    }
    format!("[{}]", texts.join(", "))
}

pub(crate) fn buffer(machine: &Machine, va: u64, len: u64) -> String {
    let mut bytes = vec![0; len.min(SHOWN_BYTES) as usize];
    if !peek(machine, va, &mut bytes) {
        return address(va);
    }
    format!("{}{}", quoted(&bytes), if len > SHOWN_BYTES { "..." } else { "" })
}

pub(crate) fn number(machine: &Machine, va: u64) -> Option<u64> {
    let mut bytes = [0; 4];
    peek(machine, va, &mut bytes).then(|| u64::from(u32::from_le_bytes(bytes)))
}

pub(crate) fn wait_status(status: u64) -> String {
    match status & 0x7f {
        0 => format!("WIFEXITED(s) && WEXITSTATUS(s) == {}", status >> 8 & 0xff),
        signal => format!("WIFSIGNALED(s) && WTERMSIG(s) == {}", flags_exact(signal, abi::SIGNALS)),
    }
}

pub(crate) fn stat(machine: &Machine, va: u64) -> Option<String> {
    let mode = number(machine, va + std::mem::offset_of!(abi::Stat, st_mode) as u64)?;
    let mut size = [0; 8];
    let size_at = va + std::mem::offset_of!(abi::Stat, st_size) as u64;
    peek(machine, size_at, &mut size).then_some(())?;
    Some(format!("{{st_mode={}, st_size={}, ...}}", mode_bits(mode), u64::from_le_bytes(size)))
}

pub(crate) fn utsname(machine: &Machine, va: u64) -> Option<String> {
    let field = |index: u64| Some(quoted(&c_string(machine, va + index * abi::UTS_LEN, abi::UTS_LEN)?));
    Some(format!("{{sysname={}, nodename={}, ...}}", field(0)?, field(1)?))
}
