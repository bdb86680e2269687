//! A million fragments of links that nobody has made: none stops the reader, none takes much memory, and what cannot be read
//! is said in one sentence.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use peak_alloc::PeakAlloc;
use session::Moment;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Most bytes that reading one may take.
const LIMIT: usize = 4 << 20;

const GOOD: [&str; 5] = [
    "v=1&board=00c0ffee&file=hello&run=ls+-l+/home&step=120&level=call&view=boundary+stack&theme=dark",
    "v=1&keys=cat%0A&type=two+words&at=5000:%03&edit=120:a2:0x2&edit=7:word@0x80200008:0x1&step=7",
    "v=1&edit=1:pc:0x80200000&edit=1:sstatus:0x8000&edit=1:csr@0x7ff:0x1&edit=9:byte@0x80200001:0xff",
    "v=1&s=KyrNs80p1tbN0dbPyM9NVSsuSS2wNTQyAAA",
    "v=2&run=%F0%9F%98%80+%C3%A9&step=18446744073709551615",
];

/// Numbers without an order that anybody would notice: xorshift64 (Marsaglia, "Xorshift RNGs", 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }
}

/// A good fragment with something else in some places, or letters without any order.
fn fragment(random: &mut Random) -> String {
    const LETTERS: &[u8] = b"abcdefgstuvxyz0123456789=&=&=&%%%+:@-_.,/#\x03\xc3\xa9\xff \n";
    let mut bytes = match random.below(8) {
        0 => (0..random.below(200)).map(|_| LETTERS[random.below(LETTERS.len())]).collect(),
        1 => (0..random.below(60)).map(|_| random.below(256) as u8).collect(),
        _ => GOOD[random.below(GOOD.len())].as_bytes().to_vec(),
    };
    for _ in 0..random.below(6) {
        let place = random.below(bytes.len() + 1);
        match random.below(4) {
            0 => bytes.insert(place, LETTERS[random.below(LETTERS.len())]),
            1 if place < bytes.len() => bytes[place] = random.below(256) as u8,
            2 => bytes.truncate(place),
            _ => {
                let other = GOOD[random.below(GOOD.len())].as_bytes();
                bytes.extend_from_slice(&other[random.below(other.len())..]);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads it; what was read is written and read again as it was.
fn check(fragment: &str) -> bool {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let (moment, error) = Moment::from_fragment(fragment);
    let taken = MEMORY.peak_usage() - before;
    assert!(taken < LIMIT, "{taken} bytes for {fragment}");
    if let Some(error) = &error {
        let sentence = error.to_string();
        let ours = sentence.split('“').map(|part| part.split_once('”').map_or(part, |(_, ours)| ours));
        let n_sentences: usize = ours.map(|words| words.matches('.').count()).sum();
        assert!(n_sentences == 1 && sentence.len() < 400, "{fragment}: {sentence}");
    }
    let again = moment.to_fragment().expect("what could be read is not too long");
    assert_eq!(Moment::from_fragment(&again), (moment, None), "{fragment}");
    error.is_none()
}

// One test, for memory is counted of the whole process.
#[test]
fn a_million_fragments_are_read_or_refused_in_a_sentence_and_none_takes_much_memory() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let n_read = (0..1_000_000).filter(|_| check(&fragment(&mut random))).count();
    assert!((10_000..900_000).contains(&n_read), "{n_read} were read");
    // A packed one that would unpack to more than anybody asked for, and the longest ones that are read.
    let long = compress_to_vec(format!("run={}", "a".repeat(8 << 20)).as_bytes(), 9);
    assert!(!check(&format!("v=1&s={}", URL_SAFE_NO_PAD.encode(long))));
    for filling in ["a", "&", "=", "&run=", "&keys=xy", "%", "&edit=1:a0:1", "&view=a+b"] {
        check(&format!("v=1&keys={}", filling.repeat((32_000 - 9) / filling.len())));
    }
}
