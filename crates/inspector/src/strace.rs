//! System calls in the words of `strace`: every argument and result decoded as the table of `abi` says it is meant.

use abi::{AT_FDCWD, Dirent64, Errno, Kind, NAME_MAX, Signature, Syscall};
use machine::Machine;

use crate::peek;
use crate::text::{flags, mode_bits, quoted};

/// Bytes of a buffer that are shown.
const SHOWN_BYTES: u64 = 48;
/// Longest string that is looked at.
const MAX_STRING: u64 = 4096;
/// Most strings of a vector that are looked at.
const MAX_STRINGS: u64 = 32;

/// A call, caught at its `ecall`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The number in `a7`.
    pub number: u64,
    /// `a0` to `a5`.
    pub args: [u64; 6],
    /// The arguments that could be decoded at once; `None` for those the kernel fills.
    texts: Vec<Option<String>>,
}

/// A call that is over, decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decoded {
    /// Linux's name.
    pub name: String,
    /// Name and text of each argument.
    pub args: Vec<(String, String)>,
    /// The result; `None` while there is none, `"?"` if there will not be.
    pub result: Option<String>,
    /// Whether it is an error.
    pub failed: bool,
}

impl Decoded {
    /// The call without its result: `getdents64(3, 0x10002f40, 4096)`.
    pub fn call(&self) -> String {
        let args: Vec<&str> = self.args.iter().map(|(_, text)| text.as_str()).collect();
        format!("{}({})", self.name, args.join(", "))
    }

    /// The whole line, as `strace` prints it.
    pub fn line(&self) -> String {
        match &self.result {
            Some(result) => format!("{} = {result}", self.call()),
            None => format!("{} <unfinished ...>", self.call()),
        }
    }
}

impl Entry {
    /// Catches the call that the hart's registers hold. To be asked while the caller's address space is in force and
    /// before the kernel has touched anything.
    pub fn catch(machine: &Machine) -> Self {
        let x = &machine.hart.x;
        let args = [x[10], x[11], x[12], x[13], x[14], x[15]];
        let mut entry = Self { number: x[17], args, texts: Vec::new() };
        entry.texts = match entry.signature() {
            Some(signature) => {
                let decode = |index: usize| entry.arg(machine, signature.args[index].1, index, None);
                (0..signature.args.len()).map(decode).collect()
            }
            None => args.iter().map(|arg| Some(format!("{arg:#x}"))).collect(),
        };
        entry
    }

    fn signature(&self) -> Option<Signature> {
        Syscall::from_number(self.number).map(Syscall::signature)
    }

    /// The row of the table, if it has one.
    pub fn syscall(&self) -> Option<Syscall> {
        Syscall::from_number(self.number)
    }

    /// The call as far as it is known before it returns.
    pub fn pending(&self) -> Decoded {
        self.decoded(|_, _, value| format!("{value:#x}"), None)
    }

    /// The call after it returned `result`. To be asked while the caller's address space is in force.
    pub fn returned(&self, machine: &Machine, result: u64) -> Decoded {
        let failed = errno(result).is_some();
        let fill = |index: usize, kind: Kind, value: u64| {
            let text = if failed { None } else { self.arg(machine, kind, index, Some(result)) };
            text.unwrap_or_else(|| address(value))
        };
        self.decoded(fill, Some(result))
    }

    fn decoded(&self, fill: impl Fn(usize, Kind, u64) -> String, result: Option<u64>) -> Decoded {
        let signature = self.signature();
        let names = |index: usize| match &signature {
            Some(signature) => signature.args[index].0.to_string(),
            None => format!("a{index}"),
        };
        let kind = |index: usize| signature.map_or(Kind::Addr, |signature| signature.args[index].1);
        let text = |index: usize| {
            self.texts[index].clone().unwrap_or_else(|| fill(index, kind(index), self.args[index]))
        };
        let shown = (0..self.texts.len()).filter(|&index| self.is_shown(index));
        let never = signature.is_some_and(|signature| signature.result == Kind::Never);
        Decoded {
            name: signature
                .map_or_else(|| format!("syscall_{}", self.number), |signature| signature.name.to_string()),
            args: shown.map(|index| (names(index), text(index))).collect(),
            result: match result {
                Some(value) => {
                    Some(result_text(signature.map_or(Kind::Len, |signature| signature.result), value))
                }
                None => never.then(|| "?".to_string()),
            },
            failed: result.and_then(errno).is_some(),
        }
    }

    /// `openat` has a mode only if it creates, and `clone` its last arguments only if a flag asks for them.
    fn is_shown(&self, index: usize) -> bool {
        match self.syscall() {
            Some(Syscall::Openat) if index == 3 => self.args[2] & abi::O_CREAT != 0,
            Some(Syscall::Clone) if index >= 2 => self.args[index] != 0,
            _ => true,
        }
    }

    /// Whether it is the `struct flock` of `fcntl`.
    fn is_lock(&self, index: usize) -> bool {
        let locks = [abi::F_GETLK, abi::F_SETLK, abi::F_SETLKW];
        self.syscall() == Some(Syscall::Fcntl) && index == 2 && locks.contains(&self.args[1])
    }

    /// Whether it is the time until which `futex` waits: other operations have a number in its place.
    fn is_timeout(&self, index: usize) -> bool {
        let op = self.args[1] & !(abi::FUTEX_PRIVATE_FLAG | abi::FUTEX_CLOCK_REALTIME);
        let waits = op == abi::FUTEX_WAIT || op == abi::FUTEX_WAIT_BITSET;
        self.syscall() == Some(Syscall::Futex) && index == 3 && waits
    }

    /// An argument in words; `None` if only the kernel's answer (`result`) will tell.
    fn arg(&self, machine: &Machine, kind: Kind, index: usize, result: Option<u64>) -> Option<String> {
        let value = self.args[index];
        let text = match kind {
            Kind::Addr if self.is_lock(index) => lock(machine, value),
            Kind::Addr if self.is_timeout(index) => timespec(machine, value),
            Kind::Addr | Kind::Never => address(value),
            Kind::Zero | Kind::Len => value.to_string(),
            Kind::Fd | Kind::Pid | Kind::Status | Kind::Int => (value as i32).to_string(),
            Kind::Id if value as u32 == u32::MAX => "-1".into(),
            Kind::Id => (value as u32).to_string(),
            Kind::Access => {
                if value == 0 {
                    "F_OK".into()
                } else {
                    flags(value, abi::ACCESSES)
                }
            }
            Kind::Clock => flags_exact(value, abi::CLOCKS),
            Kind::FcntlCommand => flags_exact(value, abi::FCNTL_COMMANDS),
            Kind::IoctlRequest => flags_exact(value, abi::IOCTL_REQUESTS),
            Kind::FlockOp => flags(value, abi::FLOCK_OPS),
            Kind::FutexOp => futex_op(value),
            Kind::MapFlags => flags(value, abi::MAP_FLAGS),
            Kind::MapProt => {
                if value == 0 {
                    "PROT_NONE".into()
                } else {
                    flags(value, abi::PROTS)
                }
            }
            Kind::ProbeFlags => flags(value, abi::PROBE_FLAGS),
            Kind::ProbePairs => result.map(|_| probe_pairs(machine, value, self.args[index + 1]))?,
            Kind::Resource => flags_exact(value, abi::RESOURCES),
            Kind::RlimitIn => rlimit(machine, value),
            Kind::RlimitOut => result.map(|_| rlimit(machine, value))?,
            Kind::RseqFlags => flags(value, abi::RSEQ_FLAGS),
            Kind::Signal => flags_exact(value, abi::SIGNALS),
            Kind::SignalHow => flags_exact(value, abi::SIGNAL_HOWS),
            Kind::SignalSetIn => signal_set(machine, value),
            Kind::TimespecIn => timespec(machine, value),
            Kind::TimespecOut => result.map(|_| timespec(machine, value))?,
            Kind::StatfsOut | Kind::StatxOut => result.map(|_| address(value))?,
            Kind::FdPairOut => result.and_then(|_| fd_pair(machine, value))?,
            Kind::VectorIn => vector(machine, value, self.args[index + 1], u64::MAX),
            Kind::VectorOut => vector(machine, value, self.args[index + 1], result?),
            Kind::Offset => (value as i64).to_string(),
            Kind::DirFd if value as i32 == AT_FDCWD => "AT_FDCWD".into(),
            Kind::DirFd => (value as i32).to_string(),
            Kind::Mode => format!("{value:#05o}").replace("0o", "0"),
            Kind::OpenFlags => open_flags(value),
            Kind::AtFlags => flags(value, abi::AT_FLAGS),
            Kind::WaitFlags => flags(value, abi::WAIT_FLAGS),
            Kind::CloneArgsIn => clone_args(machine, value),
            Kind::CloneFlags => clone_flags(value),
            Kind::Whence => flags_exact(value, abi::WHENCES),
            Kind::Path => string(machine, value),
            Kind::Strings => strings(machine, value),
            Kind::In => buffer(machine, value, self.args[index + 1]),
            Kind::Out => buffer(machine, value, result?),
            Kind::DirentsOut => {
                format!("{} /* {} entries */", address(value), dirents(machine, value, result?).len())
            }
            Kind::StatOut => result.and_then(|_| stat(machine, value))?,
            Kind::UtsnameOut => result.and_then(|_| utsname(machine, value))?,
            Kind::WaitStatusOut if value == 0 => "NULL".into(),
            Kind::WaitStatusOut => match result? {
                0 => address(value),
                _ => format!("[{{{}}}]", wait_status(number(machine, value)?)),
            },
        };
        Some(text)
    }
}

/// The error that a result means: Linux returns `-errno`, between -4095 and -1.
pub fn errno(result: u64) -> Option<i32> {
    let value = result as i64;
    (-4095..0).contains(&value).then_some(-value as i32)
}

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

fn result_text(kind: Kind, value: u64) -> String {
    if let Some(number) = errno(value) {
        return match Errno::from_number(number) {
            Some(errno) => format!("-1 {} ({})", errno.name(), errno.text()),
            None => format!("-{number}"),
        };
    }
    match kind {
        Kind::Addr => address(value),
        Kind::Never => "?".into(),
        Kind::Mode => format!("{value:#05o}").replace("0o", "0"),
        _ => (value as i64).to_string(),
    }
}

fn address(value: u64) -> String {
    if value == 0 { "NULL".into() } else { format!("{value:#x}") }
}

fn open_flags(value: u64) -> String {
    let access = flags_exact(value & abi::O_ACCMODE, abi::ACCESS_MODES);
    match value & !abi::O_ACCMODE {
        0 => access,
        rest => format!("{access}|{}", flags(rest, abi::OPEN_FLAGS)),
    }
}

fn clone_flags(value: u64) -> String {
    let signal = flags_exact(value & 0xff, abi::SIGNALS);
    match value & !0xff {
        0 => signal,
        rest => format!("{}|{signal}", flags(rest, abi::CLONE_FLAGS)),
    }
}

/// As much of `struct clone_args` as a program usually fills.
fn clone_args(machine: &Machine, va: u64) -> String {
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

fn probe_pairs(machine: &Machine, va: u64, n: u64) -> String {
    let pair = |index: u64| {
        let [key, value] = words(machine, va.wrapping_add(16 * index))?;
        let key = if key == u64::MAX { "-1".into() } else { flags_exact(key, abi::PROBE_KEYS) };
        Some(format!("{{key={key}, value={value:#x}}}"))
    };
    let pairs: Option<Vec<String>> = (0..n.min(MAX_STRINGS)).map(pair).collect();
    pairs.map_or_else(|| address(va), |pairs| format!("[{}]", pairs.join(", ")))
}

/// `struct flock`, as the program has filled it.
fn lock(machine: &Machine, va: u64) -> String {
    let Some([kinds, start, len]) = words(machine, va) else { return address(va) };
    let kind = flags_exact(kinds & 0xffff, abi::LOCK_KINDS);
    let whence = flags_exact(kinds >> 16 & 0xffff, abi::WHENCES);
    format!("{{l_type={kind}, l_whence={whence}, l_start={}, l_len={}}}", start as i64, len as i64)
}

fn rlimit(machine: &Machine, va: u64) -> String {
    let Some([soft, hard]) = words::<2>(machine, va).filter(|_| va != 0) else { return address(va) };
    let limit = |limit: u64| if limit == u64::MAX { "RLIM_INFINITY".into() } else { limit.to_string() };
    format!("{{rlim_cur={}, rlim_max={}}}", limit(soft), limit(hard))
}

fn futex_op(value: u64) -> String {
    let known = abi::FUTEX_PRIVATE_FLAG | abi::FUTEX_CLOCK_REALTIME;
    let op = flags_exact(value & !known, abi::FUTEX_OPS);
    match value & known {
        0 => op,
        rest => format!("{op}|{}", flags(rest, abi::FUTEX_FLAGS)),
    }
}

fn words<const N: usize>(machine: &Machine, va: u64) -> Option<[u64; N]> {
    let mut words = [0; N];
    for (index, word) in words.iter_mut().enumerate() {
        let mut bytes = [0; 8];
        peek(machine, va.wrapping_add(8 * index as u64), &mut bytes).then_some(())?;
        *word = u64::from_le_bytes(bytes);
    }
    Some(words)
}

fn timespec(machine: &Machine, va: u64) -> String {
    match words::<2>(machine, va).filter(|_| va != 0) {
        Some([seconds, nanos]) => format!("{{tv_sec={}, tv_nsec={}}}", seconds as i64, nanos as i64),
        None => address(va),
    }
}

fn signal_set(machine: &Machine, va: u64) -> String {
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

fn fd_pair(machine: &Machine, va: u64) -> Option<String> {
    let [pair] = words(machine, va)?;
    Some(format!("[{}, {}]", pair as i32, (pair >> 32) as i32))
}

/// The pieces of `readv` and `writev`, of which the first `len` bytes count.
fn vector(machine: &Machine, va: u64, count: u64, len: u64) -> String {
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

fn flags_exact(value: u64, names: &[(u64, &str)]) -> String {
    names
        .iter()
        .find(|(flag, _)| *flag == value)
        .map_or_else(|| format!("{value:#x}"), |(_, name)| name.to_string())
}

fn c_string(machine: &Machine, va: u64, max: u64) -> Option<Vec<u8>> {
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

fn string(machine: &Machine, va: u64) -> String {
    c_string(machine, va, MAX_STRING).map_or_else(|| address(va), |bytes| quoted(&bytes))
}

fn strings(machine: &Machine, va: u64) -> String {
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

fn buffer(machine: &Machine, va: u64, len: u64) -> String {
    let mut bytes = vec![0; len.min(SHOWN_BYTES) as usize];
    if !peek(machine, va, &mut bytes) {
        return address(va);
    }
    format!("{}{}", quoted(&bytes), if len > SHOWN_BYTES { "..." } else { "" })
}

fn number(machine: &Machine, va: u64) -> Option<u64> {
    let mut bytes = [0; 4];
    peek(machine, va, &mut bytes).then(|| u64::from(u32::from_le_bytes(bytes)))
}

fn wait_status(status: u64) -> String {
    match status & 0x7f {
        0 => format!("WIFEXITED(s) && WEXITSTATUS(s) == {}", status >> 8 & 0xff),
        signal => format!("WIFSIGNALED(s) && WTERMSIG(s) == {}", flags_exact(signal, abi::SIGNALS)),
    }
}

fn stat(machine: &Machine, va: u64) -> Option<String> {
    let mode = number(machine, va + std::mem::offset_of!(abi::Stat, st_mode) as u64)?;
    let mut size = [0; 8];
    let size_at = va + std::mem::offset_of!(abi::Stat, st_size) as u64;
    peek(machine, size_at, &mut size).then_some(())?;
    Some(format!("{{st_mode={}, st_size={}, ...}}", mode_bits(mode), u64::from_le_bytes(size)))
}

fn utsname(machine: &Machine, va: u64) -> Option<String> {
    let field = |index: u64| Some(quoted(&c_string(machine, va + index * abi::UTS_LEN, abi::UTS_LEN)?));
    Some(format!("{{sysname={}, nodename={}, ...}}", field(0)?, field(1)?))
}
