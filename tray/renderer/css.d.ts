// esbuild puts imported styles into window.css; to the compiler they are nothing.
declare module "*.css";
