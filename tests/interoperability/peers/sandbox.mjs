// Imported before any peer: they get a clock that stands still and no network, and leave standard output alone.
import net from "node:net";

const now = Date.parse(process.argv[2]);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length ? parts : [now]));
  }

  static now() {
    return now;
  }
};

net.Socket.prototype.connect = () => {
  throw new Error("peers have no network");
};
console.log = console.error;
