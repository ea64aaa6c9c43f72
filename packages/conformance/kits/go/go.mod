module my-port

go 1.21
