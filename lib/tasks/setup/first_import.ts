// One npm package of the import map: loading it makes Deno put all of them into node_modules.
import "fflate";
