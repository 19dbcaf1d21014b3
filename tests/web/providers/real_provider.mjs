// A real OpenID provider (npm `oidc-provider`) on this machine, for one test. Its own sign-in page
// takes any name; what stands there is the subject. Told: port, redirect address, secret.
import { Provider } from "oidc-provider";

const [port, back, secret] = process.argv.slice(2);
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id: "firstbell", client_secret: secret, redirect_uris: [back] }],
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: "private@elsewhere.example" }),
  }),
  pkce: { required: () => true },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
