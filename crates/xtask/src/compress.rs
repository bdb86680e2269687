//! The copies of a file that go over the wire: gzip for every browser, Brotli for those that say they know it.

use std::fs;
use std::io::Write;
use std::path::Path;

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use crate::{Explain, Result};

/// How many bytes a file is, as it is and in its two compressed forms.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sizes {
    /// As it is.
    pub raw: u64,
    /// Compressed by gzip.
    pub gzip: u64,
    /// Compressed by Brotli.
    pub brotli: u64,
}

/// Writes `FILE.gz` and `FILE.br` beside `file`. Equal bytes give equal copies: no name, no time.
pub fn beside(file: &Path) -> Result<Sizes> {
    let bytes = fs::read(file).explain(|| format!("{} cannot be read", file.display()))?;
    let gzip = gzip(&bytes).explain(|| format!("{} cannot be compressed", file.display()))?;
    let brotli = brotli(&bytes).explain(|| format!("{} cannot be compressed", file.display()))?;
    for (suffix, copy) in [("gz", &gzip), ("br", &brotli)] {
        let name = format!("{}.{suffix}", file.display());
        fs::write(&name, copy).explain(|| format!("{name} cannot be written"))?;
    }
    Ok(Sizes { raw: bytes.len() as u64, gzip: gzip.len() as u64, brotli: brotli.len() as u64 })
}

/// The bytes, compressed by gzip.
pub(crate) fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let parameters =
        BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut copy = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut copy, &parameters)?;
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_comes_out_of_a_copy_is_what_went_in() {
        let text = b"the same words, the same words, the same words".repeat(20);
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(&gzip(&text).unwrap()[..]).read_to_end(&mut back).unwrap();
        assert_eq!(back, text);
        back.clear();
        brotli::BrotliDecompress(&mut &brotli(&text).unwrap()[..], &mut back).unwrap();
        assert_eq!(back, text);
    }
}
