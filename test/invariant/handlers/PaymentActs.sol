// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {PaymentReference} from "../../../contracts/common/PaymentReference.sol";
import {ISettlementToken} from "../../../contracts/payments/ISettlementToken.sol";
import {SettlementToken} from "../../../contracts/payments/SettlementToken.sol";
import {PaymentBooks} from "./PaymentBooks.sol";

/// @notice What holders do with their money, and strangers try with it.
abstract contract PaymentActs is PaymentBooks {
    uint256 private constant NONCES = 24;

    function transfer(uint256 which, uint256 from, uint256 to, uint256 amount) external {
        SettlementToken token = _someToken(which);
        (address payer, address payee) = (_someone(from), _someone(to));
        amount = _someAmount(token, payer, amount);
        _pay(token, payer, payer, payee, amount, abi.encodeCall(token.transfer, (payee, amount)));
    }

    function pay(uint256 which, uint256 from, uint256 to, uint256 amount) external {
        SettlementToken token = _someToken(which);
        (address payer, address payee) = (_someone(from), _someone(to));
        amount = _someAmount(token, payer, amount);
        _pay(token, payer, payer, payee, amount, abi.encodeCall(token.pay, (payee, amount, REFERENCE)));
    }

    function transferFrom(uint256 which, uint256 by, uint256 from, uint256 to, uint256 amount) external {
        SettlementToken token = _someToken(which);
        (address spender, address payer, address payee) = (_someone(by), _someone(from), _someone(to));
        amount = _someAmount(token, payer, amount);
        uint256 allowed = token.allowance(payer, spender);
        bytes memory call = abi.encodeCall(token.transferFrom, (payer, payee, amount));
        if (!_pay(token, spender, payer, payee, amount, call)) return;
        assertTrue(amount <= allowed, "spent more than allowed");
        uint256 left = allowed == type(uint256).max ? allowed : allowed - amount;
        assertEq(token.allowance(payer, spender), left, "allowance");
    }

    function approve(uint256 which, uint256 from, uint256 to, uint256 amount) external {
        SettlementToken token = _someToken(which);
        address owner = _someone(from);
        amount = amount % 4 == 0 ? type(uint256).max : _someAmount(token, owner, amount);
        _attempt(owner, address(token), abi.encodeCall(token.approve, (_someone(to), amount)));
    }

    function permit(uint256 which, uint256 from, uint256 to, uint256 amount) external {
        SettlementToken token = _someToken(which);
        address owner = _someone(from);
        if (_keys[owner] == 0) return;
        amount = _someAmount(token, owner, amount);
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 structHash = keccak256(
            abi.encode(typeHash, owner, _someone(to), amount, token.nonces(owner), timeNow())
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_keys[owner], _digest(token, structHash));
        bytes memory call = abi.encodeCall(token.permit, (owner, _someone(to), amount, timeNow(), v, r, s));
        (bool done, ) = _attempt(_someone(which >> 8), address(token), call);
        assertTrue(done, "a permit is good for whoever delivers it");
    }

    function payOrQuarantine(uint256 which, uint256 from, uint256 to, uint256 amount) external {
        SettlementToken token = _someToken(which);
        (address payer, address payee) = (_someone(from), _someone(to));
        amount = _someAmount(token, payer, amount);
        uint256 before = token.balanceOf(payee);
        bytes memory call = abi.encodeCall(
            token.payOrQuarantine,
            (payee, amount, _someone(to >> 8), REFERENCE)
        );
        (bool done, bytes memory answer) = _attempt(payer, address(token), call);
        if (!done) return;
        _bookPayment(token, payer, amount);
        uint256 quarantineId = abi.decode(answer, (uint256));
        if (quarantineId != 0) _bookHeld(token, amount);
        else if (amount != 0) _checkReceipt(token, payee);
        if (payee == payer) return;
        assertEq(token.balanceOf(payee) - before, quarantineId == 0 ? amount : 0, "paid or put aside");
    }

    function payBatch(uint256 which, uint256 from, uint256 first, uint256 seed) external {
        SettlementToken token = _someToken(which);
        address payer = _someone(from);
        first = first % NONCES;
        ISettlementToken.PaymentItem[] memory items = new ISettlementToken.PaymentItem[](seed % 5);
        for (uint256 i = 0; i < items.length; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            items[i] = ISettlementToken.PaymentItem(
                _someone(seed),
                uint96(_someAmount(token, payer, seed >> 16)),
                PaymentReference.wrap(bytes32(seed))
            );
        }
        uint256 held = token.quarantineCount();
        (bool done, bytes memory answer) = _attempt(
            payer,
            address(token),
            abi.encodeCall(token.payBatch, (first, items))
        );
        if (done) _bookBatch(token, payer, first, items, abi.decode(answer, (bytes)), held);
    }

    function authorise(uint256 which, uint256 from, uint256 to, uint256 amount, uint256 nonce) external {
        SettlementToken token = _someToken(which);
        (address payer, address payee) = (_someone(from), _someone(to));
        if (_keys[payer] == 0) return;
        amount = _someAmount(token, payer, amount);
        nonce = nonce % NONCES;
        bool isReceipt = which & 4 == 0;
        address caller = isReceipt && which & 8 == 0 ? payee : _someone(which >> 8);
        bytes memory call = _signed(token, isReceipt, payer, payee, amount, nonce);
        if (!_pay(token, caller, payer, payee, amount, call)) return;
        assertTrue(!isReceipt || caller == payee, "received by another");
        _bookNonce(token, payer, nonce);
    }

    function cancelAuthorization(uint256 which, uint256 from, uint256 by, uint256 nonce) external {
        SettlementToken token = _someToken(which);
        (address payer, address signer) = (_someone(from), by % 4 == 0 ? _someone(by >> 8) : _someone(from));
        if (_keys[signer] == 0) return;
        nonce = nonce % NONCES;
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("CancelAuthorization(address authorizer,bytes32 nonce)"),
                payer,
                bytes32(nonce)
            )
        );
        bytes memory signature = signatureOf(_keys[signer], _digest(token, structHash));
        bytes memory call = abi.encodeCall(token.cancelAuthorization, (payer, bytes32(nonce), signature));
        (bool done, ) = _attempt(_someone(by >> 16), address(token), call);
        if (!done) return;
        assertEq(signer, payer, "cancelled by another");
        _bookNonce(token, payer, nonce);
    }

    function redeem(uint256 which, uint256 from, uint256 amount) external {
        SettlementToken token = _someToken(which);
        address holder = _someone(from);
        amount = _someAmount(token, holder, amount);
        (bool done, ) = _attempt(holder, address(token), abi.encodeCall(token.redeem, (amount, _fresh())));
        if (done) _supplies[token] -= amount;
    }

    function claim(uint256 which, uint256 by, uint256 to, uint256 id) external {
        SettlementToken token = _someToken(which);
        id = token.quarantineCount() == 0 ? 1 : 1 + (id % token.quarantineCount());
        (address caller, address account) = (_someone(by), _someone(to));
        address payee = token.inQuarantine(id).payee;
        (bool done, ) = _attempt(caller, address(token), abi.encodeCall(token.claim, (id, account)));
        if (!done) return;
        assertTrue(_owners[caller] != 0 && _owners[caller] == _owners[payee], "claimed by another");
        assertEq(_owners[account], _owners[payee], "claimed for another");
        _checkReceipt(token, account);
        _held[token][id] = 0;
    }

    function _bookBatch(
        SettlementToken token,
        address payer,
        uint256 nonce,
        ISettlementToken.PaymentItem[] memory items,
        bytes memory outcomes,
        uint256 held
    ) private {
        for (uint256 i = 0; i < items.length; ++i) {
            ISettlementToken.Outcome outcome = ISettlementToken.Outcome(uint8(outcomes[i]));
            bool wasUsed = _used[token][payer][nonce + i];
            assertTrue(wasUsed == (outcome == ISettlementToken.Outcome.AlreadyPaid), "already paid");
            if (outcome == ISettlementToken.Outcome.Quarantined) {
                _held[token][++held] = items[i].amountMinor;
            } else if (outcome != ISettlementToken.Outcome.Paid) {
                continue;
            } else if (items[i].payee != payer && items[i].amountMinor != 0) {
                _checkReceipt(token, items[i].payee);
            }
            _bookNonce(token, payer, nonce + i);
            _bookPayment(token, payer, items[i].amountMinor);
        }
    }

    /// @dev Tries a payment of `payer` and books it.
    function _pay(
        SettlementToken token,
        address caller,
        address payer,
        address payee,
        uint256 amount,
        bytes memory call
    ) internal returns (bool done) {
        (uint256 payers, uint256 payees) = (token.balanceOf(payer), token.balanceOf(payee));
        (done, ) = _attempt(caller, address(token), call);
        if (!done) return false;
        _bookPayment(token, payer, amount);
        _checkReceipt(token, payee);
        uint256 moved = payer == payee ? 0 : amount;
        assertEq(token.balanceOf(payer), payers - moved, "payer's balance");
        assertEq(token.balanceOf(payee), payees + moved, "payee's balance");
    }

    function _digest(SettlementToken token, bytes32 structHash) internal view returns (bytes32) {
        return typedDataDigest(token.name(), address(token), structHash);
    }

    function _signed(
        SettlementToken token,
        bool isReceipt,
        address payer,
        address payee,
        uint256 amount,
        uint256 nonce
    ) private view returns (bytes memory) {
        string memory type_ = string.concat(
            isReceipt ? "Receive" : "Transfer",
            "WithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        bytes32 structHash = keccak256(
            abi.encode(keccak256(bytes(type_)), payer, payee, amount, 0, timeNow() + 1, nonce)
        );
        bytes memory signature = signatureOf(_keys[payer], _digest(token, structHash));
        return
            abi.encodeWithSelector(
                isReceipt
                    ? token.receiveWithAuthorization.selector
                    : token.transferWithAuthorization.selector,
                payer,
                payee,
                amount,
                0,
                timeNow() + 1,
                nonce,
                signature
            );
    }
}
