use oracle::{Area, Oracle};
#[test]
fn list() {
    let n = |name: &str, d: u64| std::env::var(name).map_or(d, |n| n.parse().unwrap());
    println!(
        "{}",
        oracle::generate(Area::named(&std::env::var("AREA").unwrap()).unwrap(), n("S", 0), Oracle::Spike)
            .listing()
    );
}
