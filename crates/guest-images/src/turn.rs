//! Turns machine code such that it packs better, and back. A call says how far away its function is, so that each call of a
//! function is another pair of instructions; turned, it says where the function is, and they are equal.
//!
//! An address is made by `auipc` (RISC-V Unprivileged ISA 20240411 §2.4.1 "Integer Register-Immediate Instructions") and, with
//! the register that this wrote, `jalr`, `addi` or a load. What tells that it is such a pair is not changed, so that what
//! was turned is found again, also where it was no code.

const AUIPC: u32 = 0b001_0111;
const JALR: u32 = 0b110_0111;
const OP_IMM: u32 = 0b001_0011;
const LOAD: u32 = 0b000_0011;
/// Bits of the immediate of the second instruction.
const LOW: u32 = 12;
const MASK: u32 = (1 << LOW) - 1;

/// Turns all pairs in `bytes`; or `back`, from where to how far.
pub fn turn(bytes: &mut [u8], back: bool) {
    let mut at = 0;
    while let Some(pair) = bytes.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<8>()) {
        at += if turn_pair(pair, at as u32, back) { pair.len() } else { 2 };
    }
}

/// Turns eight bytes, if they are a pair.
fn turn_pair(pair: &mut [u8; 8], at: u32, back: bool) -> bool {
    let both = u64::from_le_bytes(*pair);
    let (first, second) = (both as u32, (both >> 32) as u32);
    let (register, base) = (first >> 7 & 0x1f, second >> 15 & 0x1f);
    let is_pair = first & 0x7f == AUIPC
        && register != 0
        && base == register
        && matches!(second & 0x7f, JALR | OP_IMM | LOAD);
    if is_pair {
        let (high, low) = (first >> LOW, second >> (32 - LOW));
        let (high, low) = if back {
            let far = (high << LOW | low).wrapping_sub(at);
            // The second immediate has a sign.
            (far.wrapping_add(1 << (LOW - 1)) >> LOW, far & MASK)
        } else {
            let signed = (second as i32 >> (32 - LOW)) as u32;
            let place = (high << LOW).wrapping_add(signed).wrapping_add(at);
            (place >> LOW, place & MASK)
        };
        let first = first & MASK | high << LOW;
        let second = second & ((1 << (32 - LOW)) - 1) | low << (32 - LOW);
        *pair = (u64::from(second) << 32 | u64::from(first)).to_le_bytes();
    }
    is_pair
}
